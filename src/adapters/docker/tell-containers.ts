import type { Event } from '../../state/core/event.js';
import type { ContainerObservation } from '../../state/instances/container.js';
import type { ContainerEngine } from './container-engine.js';

/** Asks the engine about every container of the environment, and tells of each; gives what it told. */
export async function tellContainers(
  engine: Pick<ContainerEngine, 'observeAll'>,
  { dispatch, now }: { readonly dispatch: (event: Event) => void; readonly now: () => number },
): Promise<readonly ContainerObservation[]> {
  const containers = await engine.observeAll();
  for (const container of containers) dispatch({ kind: 'container.observed', at: now(), container });
  return containers;
}
