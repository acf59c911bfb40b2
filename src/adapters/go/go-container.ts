import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type Docker from 'dockerode';
import { proxyVariables } from '../../engine/proxies.js';
import { environmentLabel, projectOf, stateLabel } from '../../environment/environment.js';
import { SimError } from '../../errors.js';
import { createLock } from '../compose/lock.js';
import { translate } from '../docker/errors.js';
import { inspected } from '../docker/inspected.js';
import { ourUser } from '../docker/our-user.js';
import { runInside } from '../docker/run-inside.js';
import type { GoElsewhere } from './go-command.js';
import { goVariables, netrcPath } from './go-variables.js';
import { sourceRoot } from './source-root.js';

/** What compiling in a container needs. */
export interface GoContainerOptions {
  readonly docker: Docker;
  /** The environment whose container and caches these are: they go with it. */
  readonly name: string;
  readonly stateDir: string;
  /** The checkout. */
  readonly root: string;
  /** Absolute folders that Go writes to. */
  readonly outputs: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file of this machine's certificate authorities. */
  readonly certificates: string | undefined;
  /** An image with Go in it. */
  readonly image: (options: {
    readonly signal: AbortSignal;
    readonly onProgress: (text: string) => void;
  }) => Promise<string>;
}

const home = '/sim-home';
/** Behind everything else that the machine has to do. */
const giveWay = ['nice', '-n', '19'];

/**
 * Go in a container that stays, for machines without Go or with too old a one. Sources and outputs have the same paths inside, so
 * nothing that Go says has to be translated; modules and what was compiled are kept in a volume.
 */
export function createGoContainer(options: GoContainerOptions): GoElsewhere {
  const { docker, name, env } = options;
  const oneAtATime = createLock();
  const labels = { [environmentLabel]: name, [stateLabel]: options.stateDir };
  const never = new AbortController().signal;
  let image: Promise<string> | undefined;
  let user: Promise<string> | undefined;

  /** The container that sees `source`; another source gets another one, so that no build under way loses its own. */
  async function containerFor(source: string, reference: string): Promise<Docker.Container> {
    user ??= ourUser(docker);
    const as = await user;
    const binds = await bindsFor(options, source);
    const key = createHash('sha256')
      .update(JSON.stringify([reference, as, binds]))
      .digest('hex')
      .slice(0, 8);
    const container = docker.getContainer(`${projectOf(name)}-go-builder-${key}`);
    const state = (await inspected(container))?.State;
    if (state === undefined) {
      const volume = `${projectOf(name)}_go`;
      await docker.createVolume({ Name: volume, Labels: labels });
      await docker.createContainer({
        name: `${projectOf(name)}-go-builder-${key}`,
        Image: reference,
        Labels: labels,
        User: as,
        Entrypoint: ['sleep'],
        Cmd: ['infinity'],
        HostConfig: {
          Init: true,
          ReadonlyRootfs: true,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges:true'],
          Tmpfs: { '/tmp': 'exec,mode=1777' },
          Mounts: [{ Type: 'volume', Source: volume, Target: '/go' }, ...binds],
        },
      });
    }
    if (state?.Running !== true) await container.start();
    return container;
  }

  return {
    async run(
      args,
      { cwd = options.root, env: more, signal = never, background, onProgress = () => undefined },
    ) {
      image ??= options.image({ signal: never, onProgress });
      image.catch(() => {
        image = undefined;
      });
      const reference = await image;
      const source = within(cwd, options.root) ? options.root : sourceRoot(cwd);
      try {
        const container = await oneAtATime(() => containerFor(source, reference));
        const result = await runInside(container, [...(background ? giveWay : []), 'go', ...args], {
          cwd,
          env: {
            ...(await goVariables(env)),
            ...proxyVariables(env),
            // A newer one than the image's is fetched where go.mod asks for it.
            GOTOOLCHAIN: 'auto',
            GOCACHE: '/go/cache',
            HOME: home,
            ...more,
          },
          signal,
        });
        return { ...result, succeeded: result.exitCode === 0 && !result.cancelled };
      } catch (error) {
        if (error instanceof SimError) throw error;
        throw translate(error);
      }
    },
  };
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

async function bindsFor(
  { outputs, certificates, env }: GoContainerOptions,
  source: string,
): Promise<Docker.MountConfig> {
  await Promise.all(outputs.map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  const bind = (from: string, to: string, readOnly: boolean) => ({
    Type: 'bind' as const,
    Source: from,
    Target: to,
    ReadOnly: readOnly,
  });
  const netrc = netrcPath(env);
  return [
    bind(source, source, true),
    ...outputs.map((folder) => bind(folder, folder, false)),
    ...(certificates === undefined ? [] : [bind(certificates, '/etc/ssl/certs/ca-certificates.crt', true)]),
    ...(existsSync(netrc) ? [bind(netrc, `${home}/.netrc`, true)] : []),
  ];
}
