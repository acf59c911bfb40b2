import type { ServiceView } from '../../../contract/views.js';

/** How many containers of a service are ready, and how many are wanted: `2/3`; `?/3` with the engine lost. `undefined` where no more than one is wanted. */
export function replicaWords({ replicas, state }: ServiceView): string | undefined {
  if (replicas.wanted <= 1) return undefined;
  return `${state === 'unknown' ? '?' : replicas.ready}/${replicas.wanted}`;
}

/** Columns that the count takes at most, whatever is ready: a container that comes or goes must not move the picture. */
export function replicaWidth({ replicas }: ServiceView): number {
  return replicas.wanted > 1 ? 2 * String(replicas.wanted).length + 1 : 0;
}

/** The state with the count behind it: `degraded 2/3`. */
export function stateWords(service: ServiceView): string {
  return [service.state, replicaWords(service)].filter((part) => part !== undefined).join(' ');
}
