import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Go } from '../../adapters/go/go.js';
import { SimError } from '../../errors.js';
import type { EffectHandler } from '../../state/effect.js';
import { buildFolder } from './build-folder.js';
import { createBuildStore, storeFolder } from './build-store.js';
import { takePlan } from './leave-plans.js';
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
  const store = createBuildStore(storeFolder(dirname(stateDir)));
  const remembered = new Map<string, Promise<void>>();

  /** What the last controller knew of the packages saves asking Go at each start. */
  async function directoryOf(service: string): Promise<string> {
    const directory = wanted(sourceOf, service);
    const before = remembered.get(directory) ?? remember(service, directory);
    remembered.set(directory, before);
    await before;
    return directory;
  }
  async function remember(service: string, directory: string): Promise<void> {
    const folder = buildFolder(stateDir, service);
    if (!existsSync(folder.planDirectory)) await takePlan(stateDir, service);
    const records = await folder.records();
    const newest = records.find(({ source }) => source !== undefined);
    if (newest?.source !== undefined) go.rememberPackages(directory, newest.source);
  }

  return {
    async listPackages({ services }, { dispatch, now, signal }) {
      await Promise.all(
        services.map(async (service) => {
          const { folders, extraFiles } = await go.listPackages(await directoryOf(service), signal);
          dispatch({ kind: 'packages.listed', at: now(), service, folders, extraFiles });
        }),
      );
    },
    async build(effect, context) {
      const directory = await directoryOf(effect.service);
      await runBuild(effect, context, { go, stateDir, store, root, directory });
    },
    async swap({ service, build, pinned }) {
      const folder = buildFolder(stateDir, service);
      const current = await folder.current();
      if (current?.build !== build || current.pinned !== pinned) {
        if ((await folder.record(build)) === undefined) throw gone(service, build);
        await folder.makeCurrent({ build, pinned });
      }
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

function gone(service: string, build: number): SimError {
  return new SimError('failed', `build ${build} of ${service} is no longer kept`, {
    hint: `bin/sim builds ${service} shows which are`,
  });
}
