import type { Go } from '../../adapters/go/go.js';
import { SimError } from '../../errors.js';
import type { EffectHandler } from '../../state/effect.js';
import { buildFolder } from './build-folder.js';
import { runBuild } from './run-build.js';

/** Sends a signal to the first process of a container. */
export interface ContainerSignals {
  signal(containerId: string, signal: 'SIGHUP'): Promise<void>;
}

interface BuildHandlersOptions {
  readonly go: Go;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  /** Absolute folder from which paths in errors are shown. */
  readonly root: string;
  /** Absolute folder of a service's `package main`; `undefined` for other services. */
  readonly sourceOf: (service: string) => string | undefined;
  /** The container of a service that runs now. */
  readonly containerOf: (service: string) => string | undefined;
  readonly containers: ContainerSignals;
}

/** What `plan` asks for to keep the running code the newest. */
export interface BuildHandlers {
  readonly listPackages: EffectHandler<'list-packages'>;
  readonly build: EffectHandler<'build'>;
  readonly swap: EffectHandler<'swap'>;
}

/** The handlers of `list-packages`, `build` and `swap`. */
export function createBuildHandlers(options: BuildHandlersOptions): BuildHandlers {
  const { go, stateDir, root, sourceOf, containerOf, containers } = options;
  return {
    async listPackages({ services }, { dispatch, now, signal }) {
      await Promise.all(
        services.map(async (service) => {
          const { folders, extraFiles } = await go.listPackages(wanted(sourceOf, service), signal);
          dispatch({ kind: 'packages.listed', at: now(), service, folders, extraFiles });
        }),
      );
    },
    build: (effect, context) =>
      runBuild(effect, context, { go, stateDir, root, directory: wanted(sourceOf, effect.service) }),
    async swap({ service, build }) {
      const folder = buildFolder(stateDir, service);
      // An earlier build may have been asked for by hand.
      if ((await folder.current()) !== build) await folder.makeCurrent(build);
      const container = containerOf(service);
      // A container that has ended meanwhile reads `current` when it starts.
      if (container !== undefined) await containers.signal(container, 'SIGHUP');
    },
  };
}

function wanted(sourceOf: (service: string) => string | undefined, service: string): string {
  const directory = sourceOf(service);
  if (directory !== undefined) return directory;
  throw new SimError('failed', `${service} has no Go source to build`, {
    hint: 'name the folder of its package main by x-sim.go in its Compose file',
  });
}
