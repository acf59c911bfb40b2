import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from './container.js';
import type { InstanceState } from './instance.js';

/**
 * Why nobody reaches a running container by the networks that were declared for it, for people; `undefined`: nothing is known against it.
 * To the engine a container that was taken off its networks is as good as any other one.
 */
export function detachedBecause(
  snapshot: Snapshot,
  { service, container }: Pick<InstanceState, 'service' | 'container'>,
): string | undefined {
  const definition = snapshot.environment?.services[service];
  if (definition === undefined || container.status !== 'running') return undefined;
  const missing = missingNetworks(container, definition.networks);
  if (missing.length > 0) {
    return missing.length === definition.networks.length
      ? 'is on none of its declared networks'
      : `is not on its network ${missing.join(', ')}`;
  }
  return strandedBecause(snapshot, definition.networkOf, container.startedAt);
}

/** The declared networks that a container is not on. */
export function missingNetworks(
  { networks }: ContainerObservation,
  declared: readonly string[],
): readonly string[] {
  return networks === undefined ? [] : declared.filter((network) => !networks.includes(network));
}

/** A container that uses the network of another one keeps what that one had when both were started. */
function strandedBecause(
  { services }: Snapshot,
  owner: string | undefined,
  startedAt: number | undefined,
): string | undefined {
  // Compose takes the first of several.
  const other = owner === undefined ? undefined : services[owner]?.instances[0]?.container;
  if (owner === undefined || other?.startedAt === undefined || startedAt === undefined) return undefined;
  if (other.startedAt > startedAt)
    return `has the network of ${owner} as it was before ${owner} was started again`;
  return other.status === 'running' || other.status === 'paused'
    ? undefined
    : `has the network of ${owner}, which has ended`;
}
