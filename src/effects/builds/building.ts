import { createGo } from '../../adapters/go/go.js';
import type { GoSettings } from '../../adapters/go/go-command.js';
import type { EffectHandler } from '../../state/effect.js';
import type { Snapshot } from '../../state/snapshot.js';
import { type BuildHandlers, type ContainerSignals, createBuildHandlers } from './handlers.js';
import { createCheckHandler } from './run-checks.js';

interface BuildingOptions {
  readonly go: GoSettings;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly current: () => Snapshot;
  readonly containers: ContainerSignals;
}

/** The handlers of all that is done with Go. */
export function createBuilding({
  go,
  stateDir,
  current,
  containers,
}: BuildingOptions): BuildHandlers & { readonly check: EffectHandler<'check'> } {
  const root = () => current().environment?.root ?? stateDir;
  const sourceOf = (service: string) => current().environment?.services[service]?.go?.directory;
  const handlers = createBuildHandlers({
    go: createGo(go),
    ...{ stateDir, root, sourceOf, containers },
    containerOf: (service) => {
      const container = current().services[service]?.container;
      return container?.status === 'running' ? container.id : undefined;
    },
  });
  const check = createCheckHandler({
    ...{ settings: go, root },
    sourceOf: (service) => {
      const directory = sourceOf(service);
      const folders = current().builds[service]?.source?.folders;
      return directory === undefined ? undefined : { directory, folders: folders ?? [directory] };
    },
  });
  return { ...handlers, check };
}
