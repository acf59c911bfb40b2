import { basename } from 'node:path';
import type { ComposeProject } from './compose-project.js';
import type { Environment, Remark } from './environment.js';
import { type HotImage, hotImage } from './hot-image.js';
import { imageDeclaration } from './image-declaration.js';
import { findAmong } from './locate.js';
import { invalidEnvironment, type Problem, shownPath } from './problem.js';
import type { Source } from './source.js';

/** The Dockerfile of a service, as its author wrote it. */
export interface ServiceDockerfile {
  readonly text: string;
  /** Absolute; `undefined`: it stands in the Compose file. */
  readonly path: string | undefined;
  /** What lies in the folder that it is built from, top names alone, and is or has more than source; `undefined`: not looked at. */
  readonly beside?: readonly string[] | undefined;
}

/** What is known besides what Compose has resolved. */
export interface HotImagesInput {
  /** By service. */
  readonly dockerfiles: Readonly<Record<string, ServiceDockerfile>>;
  readonly sources: readonly Source[];
  /** The engine's, in Docker's words: `amd64`. */
  readonly architecture?: string | undefined;
}

/** What hot mode takes from the Dockerfiles of the services, by service. */
export type HotImages = Readonly<Record<string, HotImage>>;

/**
 * Reads the Dockerfiles of the `go` services. Throws `invalid-environment` where one is to run in the image of its Dockerfile and
 * nobody can tell where in it the binary is.
 */
export function hotImages(
  { services, root }: Environment,
  project: ComposeProject,
  { dockerfiles, sources, architecture }: HotImagesInput,
): HotImages {
  const problems: Problem[] = [];
  const found = Object.values(services).flatMap(({ name, go, port }) => {
    const service = project.services[name];
    if (go === undefined || service === undefined) return [];
    const file = dockerfiles[name];
    const { args, target } = service.build || {};
    const image =
      file &&
      imageDeclaration(file.text, {
        args: args ?? {},
        target,
        architecture,
        names: [basename(go.directory), name],
      });
    const shown = file?.path === undefined ? 'dockerfile_inline' : shownPath(file.path, root);
    const hot = hotImage(service, image, { dockerfile: shown, port, beside: file?.beside });
    if (go.runtime === 'dockerfile' && hot.command?.binary === undefined) {
      problems.push(noPlace(name, file, hot, sources));
    }
    return [[name, hot] as const];
  });
  const [first, ...others] = problems;
  if (first !== undefined) throw invalidEnvironment([first, ...others], root);
  return Object.fromEntries(found);
}

/** The environment with what is to be known of its services by these. */
export function withHotImages(environment: Environment, hot: HotImages): Environment {
  const services = Object.entries(environment.services).map(([name, service]) => {
    const build = hot[name]?.build;
    if (service.go === undefined || build === undefined) return [name, service] as const;
    // Where it stands changes nothing.
    const builtBy = JSON.stringify({ ...build, line: undefined });
    return [name, { ...service, go: { ...service.go, builtBy } }] as const;
  });
  return {
    ...environment,
    services: Object.fromEntries(services),
    remarks: [...environment.remarks, ...hotRemarks(environment, hot)],
  };
}

/** What hot mode leaves out, service by service; who runs in the image of its Dockerfile misses nothing. */
export function hotRemarks({ services }: Environment, hot: HotImages): readonly Remark[] {
  return Object.entries(hot).flatMap(([service, { remarks }]) =>
    services[service]?.go?.runtime === 'dockerfile' ? [] : remarks.map((text) => ({ service, text })),
  );
}

function noPlace(
  name: string,
  file: ServiceDockerfile | undefined,
  { command }: HotImage,
  sources: readonly Source[],
): Problem {
  const key = findAmong(sources, ['services', name, 'x-sim', 'runtime'])?.location;
  if (file === undefined) {
    return {
      location: key,
      message: `service '${name}' is to run in the image of its Dockerfile, and has none that can be read`,
      hint: "Give it a build section with a Dockerfile of this machine, or take 'runtime' out: then it runs in Sim's own image.",
    };
  }
  const said =
    command === undefined ? 'neither ENTRYPOINT nor CMD is there' : `it runs '${command.words.join(' ')}'`;
  return {
    location:
      command?.line === undefined || file.path === undefined
        ? key
        : { file: file.path, line: command.line, column: 1 },
    message: `where the binary of service '${name}' is in its image can't be told: ${said}`,
    hint: `Name its path: ENTRYPOINT ["/app"] in the Dockerfile, or entrypoint: ["/app"] in the Compose file; a script may stand before it as a word of its own.`,
  };
}
