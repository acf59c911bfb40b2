import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Go } from '../../adapters/go/go.js';
import { SimError } from '../../errors.js';
import type { BuildDelivery, InstanceName } from '../../runtime/build-delivery.js';
import type { Event } from '../../state/core/event.js';
import type { EffectHandler } from '../effect-handler.js';
import { buildFolder } from './build-folder.js';
import { createBuildStore, storeFolder } from './build-store.js';
import { takeRecordedBuild } from './leave-recorded-builds.js';
import { listed } from './listed.js';
import { runBuild } from './run-build.js';

interface BuildHandlersOptions {
  /** The Go that builds a service. */
  readonly goOf: (service: string) => Go;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  /** Absolute folder from which paths in errors are shown. */
  readonly root: () => string;
  /** Absolute folder of a service's `package main`; `undefined` for other services. */
  readonly sourceOf: (service: string) => string | undefined;
  /** The instances of a service that run now. */
  readonly runningInstances: (service: string) => readonly InstanceName[];
  readonly delivery: BuildDelivery;
  /** The text without secrets. */
  readonly mask: (text: string) => string;
}

/** The handlers of the effects that keep the running code the newest. */
export interface BuildHandlers {
  readonly listPackages: EffectHandler<'list-packages'>;
  readonly build: EffectHandler<'build'>;
  readonly swap: EffectHandler<'swap'>;
}

/** The handlers of `list-packages`, `build` and `swap`. */
export function createBuildHandlers(options: BuildHandlersOptions): BuildHandlers {
  const { goOf, stateDir, root, sourceOf, runningInstances, delivery, mask } = options;
  const store = createBuildStore(storeFolder(dirname(stateDir)));
  const taken = new Map<string, Promise<void>>();

  async function directoryOf(service: string): Promise<string> {
    const directory = wanted(sourceOf, service);
    const taking = taken.get(service) ?? takeOnce(service);
    taken.set(service, taking);
    await taking;
    return directory;
  }
  /** A build that another environment has recorded saves the first `go build` of this one. */
  async function takeOnce(service: string): Promise<void> {
    if (!existsSync(buildFolder(stateDir, service).recordedDirectory))
      await takeRecordedBuild(stateDir, service);
  }

  return {
    async listPackages({ services, gently }, { dispatch, now, signal }) {
      const directories = await Promise.all(services.map(directoryOf));
      // In one moment, so that it is one question.
      await Promise.all(
        services.map(async (service, i) => {
          const asked = await goOf(service).ask(directories[i] ?? '', signal, gently);
          dispatch(listed(service, now(), asked, 'question'));
        }),
      );
    },
    async build(effect, context) {
      const directory = await directoryOf(effect.service);
      const dispatch = (event: Event) => context.dispatch(withoutSecrets(event, mask));
      const place = { go: goOf(effect.service), stateDir, store, delivery, root: root(), directory };
      await runBuild(effect, { ...context, dispatch }, place);
    },
    async swap({ service, index, build, pinned }) {
      const offered = await delivery.offeredBuild(service);
      const isOffered = offered?.build === build && offered.pinned === pinned;
      if (!isOffered && (await buildFolder(stateDir, service).record(build)) === undefined) {
        throw gone(service, build);
      }
      await delivery.offerBuild(service, { build, pinned });
      // An instance that has ended meanwhile runs what is offered when it starts.
      const instance = runningInstances(service).find((one) => one.index === index);
      if (instance !== undefined) await delivery.deliverBuild(instance, { build, pinned });
    },
  };
}

/** An event with secrets masked in errors without a place: linkers repeat their flags, which may hold arguments of a Dockerfile. */
function withoutSecrets(event: Event, mask: (text: string) => string): Event {
  if (event.kind !== 'build.failed') return event;
  const errors = event.errors.map((error) =>
    error.file === undefined ? { ...error, message: mask(error.message) } : error,
  );
  return { ...event, errors };
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
