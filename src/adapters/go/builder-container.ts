import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type Docker from 'dockerode';
import { environmentLabel, projectOf, stateLabel } from '../../environment/environment.js';
import { isGone } from '../docker/errors.js';
import { inspected } from '../docker/inspected.js';
import { netrcPath } from './go-variables.js';

/** Where containers to compile in are made, and what they see. */
export interface BuilderOptions {
  readonly docker: Docker;
  /** The environment whose container and caches these are: they go with it. */
  readonly name: string;
  readonly stateDir: string;
  /** Absolute folders that Go writes to. */
  readonly outputs: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file of this machine's certificate authorities. */
  readonly certificates: string | undefined;
}

/** The containers of an environment to compile in. */
export interface BuilderContainers {
  /** The running one that sees `source`: another source gets another one, so that no build under way loses its own. */
  get(wanted: {
    readonly source: string;
    /** The image. */
    readonly reference: string;
    readonly user: string;
  }): Promise<Docker.Container>;
  /** Removes what was made here: containers, and the volume where it was not there before. */
  removeMade(): Promise<void>;
}

export const builderHome = '/sim-home';

/** The containers are made when they are first asked for. */
export function createBuilderContainers(options: BuilderOptions): BuilderContainers {
  const { docker, name, stateDir } = options;
  const labels = { [environmentLabel]: name, [stateLabel]: stateDir };
  const volume = `${projectOf(name)}_go`;
  const made = new Map<string, () => Promise<unknown>>();

  async function makeVolume(): Promise<void> {
    if (await isThere(docker, volume)) return;
    await docker.createVolume({ Name: volume, Labels: labels });
    made.set(volume, () => docker.getVolume(volume).remove());
  }

  return {
    async get({ source, reference, user }) {
      const binds = await bindsFor(options, source);
      const key = createHash('sha256')
        .update(JSON.stringify([reference, user, binds]))
        .digest('hex')
        .slice(0, 8);
      const called = `${projectOf(name)}-go-builder-${key}`;
      const container = docker.getContainer(called);
      const state = (await inspected(container))?.State;
      if (state === undefined) {
        await makeVolume();
        await docker.createContainer({
          name: called,
          Image: reference,
          Labels: labels,
          User: user,
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
        made.set(called, () => container.remove({ force: true }));
      }
      if (state?.Running !== true) await container.start();
      return container;
    },
    async removeMade() {
      // The volume was made first, and can go only when nobody has it mounted.
      for (const [what, remove] of [...made].reverse()) {
        // What stays goes with the environment.
        await remove().catch(() => undefined);
        made.delete(what);
      }
    },
  };
}

async function isThere(docker: Docker, volume: string): Promise<boolean> {
  try {
    await docker.getVolume(volume).inspect();
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

async function bindsFor(
  { outputs, certificates, env }: BuilderOptions,
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
    ...(existsSync(netrc) ? [bind(netrc, `${builderHome}/.netrc`, true)] : []),
  ];
}
