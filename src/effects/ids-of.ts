import type { ContainerObservation } from '../state/instances/container.js';

/** Service -> the ids of its containers, in one word that differs when one of them does. */
export function idsOf(containers: readonly ContainerObservation[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { service, id } of [...containers].sort((a, b) => a.index - b.index)) {
    ids.set(service, `${ids.get(service) ?? ''} ${id}`);
  }
  return ids;
}
