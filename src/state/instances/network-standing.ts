import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from './container.js';
import type { InstanceState } from './instance.js';

/**
 * Why a running container can't be reached by the networks that are declared for it, for people; `undefined`: nothing known prevents it.
 * The engine itself reports no problem with a container that was taken off its networks.
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
  return strandedBecause(snapshot, definition.networkOf, container);
}

/** The declared networks that a container is not on. */
export function missingNetworks(
  { networks }: ContainerObservation,
  declared: readonly string[],
): readonly string[] {
  return networks === undefined ? [] : declared.filter((network) => !networks.includes(network));
}

/**
 * Why a container is cut off that shares the network of another one (`network_mode: service:`): it keeps the network that the other one had
 * when both were started. `undefined`: it is not.
 */
function strandedBecause(
  { services }: Snapshot,
  owner: string | undefined,
  { startedAt, networkFrom }: ContainerObservation,
): string | undefined {
  const service = owner === undefined ? undefined : services[owner];
  if (service === undefined) return undefined;
  // Compose uses the network of the first container; which one that was when this one was made only the engine says.
  const other =
    networkFrom === undefined
      ? service.instances[0]?.container
      : service.instances.find(({ container }) => container.id === networkFrom)?.container;
  // Until Compose has looked at the other service, the engine may not have told of its containers yet.
  if (other === undefined && networkFrom !== undefined && service.created)
    return `has the network of a container of ${owner} that is gone`;
  if (other?.startedAt === undefined || startedAt === undefined) return undefined;
  if (other.startedAt > startedAt)
    return `has the network of ${owner} as it was before ${owner} was started again`;
  return other.status === 'running' || other.status === 'paused'
    ? undefined
    : `has the network of ${owner}, which has ended`;
}
