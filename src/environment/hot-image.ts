import { defaultPath } from './base-declaration.js';
import type { ComposeService } from './compose-project.js';
import { type ContainerCommand, containerCommand } from './container-command.js';
import { type DockerfileBuild, dockerfileBuild } from './dockerfile-build.js';
import { commonUsers, userNumbers } from './dockerfile-users.js';
import type { Scope } from './dockerfile-words.js';
import { type HealthQuestion, healthQuestion } from './health-question.js';
import type { DeclaredHealthCheck, ImageDeclaration } from './image-declaration.js';
import { leftOut, localZone } from './left-out-files.js';

/** What a container of hot mode gets besides what Compose says, so that it is as the image of the service's Dockerfile would have it. */
export interface HotImage {
  /** As numbers, `uid` or `uid:gid`; `undefined`: Compose's own or that of the image. */
  readonly user: string | undefined;
  readonly workingDir: string | undefined;
  /** Variables that Compose does not set. */
  readonly environment: Scope;
  readonly command: ContainerCommand | undefined;
  readonly stopSignal: string | undefined;
  readonly health: {
    readonly question: HealthQuestion;
    /** As Compose or an image has it. */
    readonly test: readonly string[];
    readonly declared: DeclaredHealthCheck | undefined;
  };
  /** How its Dockerfile builds the binary; `undefined`: nothing is told of it. */
  readonly build: DockerfileBuild | undefined;
  /** Absolute paths at which the image asks for a volume. */
  readonly volumes: readonly string[];
  /** What the image has and hot mode has not, in words. */
  readonly remarks: readonly string[];
}

const nothing: ImageDeclaration = {
  ...{ user: undefined, users: commonUsers, workingDir: '/', environment: {}, entrypoint: undefined },
  ...{ command: undefined, stopSignal: undefined, healthCheck: undefined, volumes: [], copies: [], runs: [] },
  ...{ builds: [], buildTools: [], binaries: [] },
};

/**
 * What a Dockerfile and Compose say together of a service in hot mode; Compose wins. `image` is `undefined` where the service has no
 * Dockerfile, or one that can't be read; `port` is the one that it is known by.
 */
export function hotImage(
  service: ComposeService,
  image: ImageDeclaration | undefined,
  {
    dockerfile,
    port,
    beside,
  }: {
    readonly dockerfile: string;
    readonly port: number | undefined;
    /** Names in the folder that it is built from that are or have more than source; `undefined`: not known. */
    readonly beside?: readonly string[] | undefined;
  },
): HotImage {
  const declared = image ?? nothing;
  const given = givenVariables(service);
  const zone = localZone(declared);
  const all = { ...(zone === undefined ? {} : { TZ: zone }), ...declared.environment, ...given };
  const effective = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const command = containerCommand(service, declared, {
    environment: effective,
    hasDockerfile: image !== undefined,
  });
  const user = userOf(service, image);
  const test = testOf(service, declared);
  const binary = command?.binary;
  const question = healthQuestion(test, { environment: effective, port, binary });
  const build = dockerfileBuild(declared.builds, binary);
  const place = (line: number | undefined) => (line === undefined ? '' : ` (${dockerfile}:${line})`);
  const mounted = [...(service.volumes ?? []).map(({ target }) => target), ...declared.volumes];
  const missing = leftOut(declared, { binary, mounted, beside }).map(
    ({ what, line }) => `${what}${place(line)}`,
  );
  return {
    user: user.numbers,
    workingDir: service.working_dir || image === undefined ? undefined : declared.workingDir,
    environment: Object.fromEntries(
      Object.entries(effective).filter(([name, value]) => !(name in given) && value !== implied[name]),
    ),
    command,
    stopSignal: service.stop_signal ?? declared.stopSignal,
    health: { question, test, declared: declared.healthCheck },
    build,
    volumes: declared.volumes,
    remarks: [
      ...(missing.length === 0
        ? []
        : [
            `hot mode's image has not what its Dockerfile adds to the binary: ${missing.join(', ')}; ${remedy}`,
          ]),
      ...(command?.around === undefined
        ? []
        : [
            `hot mode runs the binary${command.args?.length ? '' : ' without arguments'} and not '${command.around}'${place(command.line)}; ${remedy}`,
          ]),
      ...(build === undefined || build.leftOut.length === 0
        ? []
        : [
            `hot builds leave out flags of its Dockerfile's go build${place(build.line)}: ${build.leftOut.join(', ')}`,
          ]),
      ...(build !== undefined || declared.buildTools.length === 0
        ? []
        : [
            `how its Dockerfile builds it is not told there: ${declared.buildTools.map(({ script, line }) => `'${script}'${place(line)}`).join(', ')}; hot builds have none of its flags, only those of GOFLAGS`,
          ]),
      ...(user.unknown === undefined
        ? []
        : [
            `hot mode runs it as user 65532: the number of '${user.unknown}'${place(user.line)} is not told there`,
          ]),
      ...(question.kind === 'other'
        ? [
            `its health check '${test.slice(1).join(' ')}'${place(service.healthcheck?.test ? undefined : declared.healthCheck?.line)} is not run in hot mode, whose runner asks /readyz; ${remedy}`,
          ]
        : []),
    ],
  };
}

/** What the engine gives by itself. */
const implied: Scope = { PATH: defaultPath };
const remedy = 'x-sim: {runtime: dockerfile} has it';

/** As Compose prints them; one without a value is taken away from the container. */
function givenVariables({ environment }: ComposeService): Readonly<Record<string, string | undefined>> {
  if (typeof environment !== 'object' || environment === null) return {};
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value === null || value === undefined ? undefined : String(value),
    ]),
  );
}

interface HotUser {
  readonly numbers: string | undefined;
  readonly unknown?: string;
  readonly line?: number | undefined;
}

/** Names of users mean nothing in the runner's image; numbers keep the owner of the service's volumes. */
function userOf({ user }: ComposeService, image: ImageDeclaration | undefined): HotUser {
  if (user && /^\d+(:\d+)?$/.test(user)) return { numbers: undefined };
  const name = user || image?.user?.name;
  // Without a USER a container runs as root, as its image would; without a Dockerfile nobody has said so.
  if (!name) return { numbers: image === undefined ? undefined : '0:0' };
  const numbers = userNumbers(name, image?.users ?? commonUsers);
  if (numbers !== undefined) return { numbers };
  return { numbers: undefined, unknown: name, line: user ? undefined : image?.user?.line };
}

function testOf({ healthcheck }: ComposeService, { healthCheck }: ImageDeclaration): readonly string[] {
  const given = healthcheck?.test;
  if (healthcheck?.disable === true) return ['NONE'];
  if (typeof given === 'string') return ['CMD-SHELL', given];
  return given?.length ? given : (healthCheck?.test ?? ['NONE']);
}
