import type { Runtime } from '../runtime/runtime.js';
import type { ContainerObservation } from '../state/instances/container.js';
import type { EffectContext } from './effect-handler.js';

/** Observes every container of the environment and dispatches each observation; resolves with them. */
export async function tellContainers(
  runtime: Pick<Runtime, 'observeAll'>,
  { dispatch, now }: Pick<EffectContext, 'dispatch' | 'now'>,
): Promise<readonly ContainerObservation[]> {
  const containers = await runtime.observeAll();
  for (const container of containers) dispatch({ kind: 'container.observed', at: now(), container });
  return containers;
}
