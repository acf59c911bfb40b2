import { inFlightForInstance } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from './container.js';
import { keepsEnding } from './ends.js';
import { type InstanceState, wasStarted } from './instance.js';
import { detachedBecause } from './network-standing.js';

/** Whether a container runs, and is healthy or has no health check. */
export function containerIsReady(container: ContainerObservation | undefined): boolean {
  return container?.status === 'running' && (container.health === 'healthy' || container.health === 'none');
}

/** Whether a container ended with 0, as a one-shot service does that has done its work. */
export function containerIsDone(container: ContainerObservation | undefined): boolean {
  return container?.status === 'exited' && container.exitCode === 0 && container.startedAt !== undefined;
}

/** Whether an instance is ready, or done. An end before Sim's last start does not count as done. */
export function instanceIsReady(snapshot: Snapshot, instance: InstanceState): boolean {
  const { wanted, container, oneShot } = instance;
  if (wanted === 'stopped') return false;
  if (containerIsReady(container)) {
    return !keepsEnding(instance, snapshot.at) && detachedBecause(snapshot, instance) === undefined;
  }
  // A one-shot container that is being restarted is about to do its work again.
  if (inFlightForInstance(snapshot, 'restart-container', instance) !== undefined) return false;
  return oneShot && containerIsDone(container) && wasStarted(instance);
}

/** Whether an instance could not be started, or ended as it should not. */
export function instanceHasFailed(instance: InstanceState): boolean {
  const { container, startError, oneShot } = instance;
  if (startError !== undefined) return true;
  if (!wasStarted(instance)) return false;
  if (container.status === 'dead') return true;
  return container.status === 'exited' && !(oneShot && container.exitCode === 0);
}
