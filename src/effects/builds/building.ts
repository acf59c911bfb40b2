import { createGo, type Go } from '../../adapters/go/go.js';
import type { GoSettings } from '../../adapters/go/go-command.js';
import type { DockerfileBuild } from '../../environment/dockerfile-build.js';
import type { BuildDelivery } from '../../runtime/build-delivery.js';
import type { Snapshot } from '../../state/core/snapshot.js';
import type { EffectHandler } from '../effect-handler.js';
import { type BuildHandlers, createBuildHandlers } from './handlers.js';
import { inTurn } from './in-turn.js';
import { createCheckHandler } from './run-checks.js';

interface BuildingOptions {
  readonly go: GoSettings;
  /** How the Dockerfile of a service builds it, where that is known. */
  readonly dockerfileOf: (service: string) => DockerfileBuild | undefined;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly current: () => Snapshot;
  readonly delivery: BuildDelivery;
  /** The text without secrets. */
  readonly mask: (text: string) => string;
}

/** The handlers of all that is done with Go. */
export function createBuilding({
  go,
  dockerfileOf,
  stateDir,
  current,
  delivery,
  mask,
}: BuildingOptions): BuildHandlers & { readonly check: EffectHandler<'check'> } {
  const root = () => current().environment?.root ?? stateDir;
  const sourceOf = (service: string) => current().environment?.services[service]?.go?.directory;
  // Services whose Dockerfiles build in the same way share Go's answers.
  const each = new Map<string, Go>();
  const goOf = (service: string): Go => {
    const dockerfile = dockerfileOf(service);
    const key = JSON.stringify({ ...dockerfile, line: 0 });
    const known = each.get(key) ?? createGo({ ...go, dockerfile });
    each.set(key, known);
    return known;
  };
  const handlers = createBuildHandlers({
    goOf,
    ...{ stateDir, root, sourceOf, mask },
    delivery: inTurn(delivery, current),
    runningInstances: (service) =>
      (current().services[service]?.instances ?? [])
        .filter(({ container }) => container.status === 'running')
        .map(({ index }) => ({ service, index })),
  });
  const check = createCheckHandler({
    ...{ settings: go, root },
    setupOf: (service, directory) => goOf(service).setup(directory),
    sourceOf: (service) => {
      const directory = sourceOf(service);
      const folders = current().builds[service]?.source?.folders;
      return directory === undefined ? undefined : { directory, folders: folders ?? [directory] };
    },
  });
  return { ...handlers, check };
}
