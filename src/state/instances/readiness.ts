import { inFlightForInstance } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from './container.js';
import { keepsEnding } from './ends.js';
import { type InstanceState, wasStarted } from './instance.js';
import { detachedBecause } from './network-standing.js';

/** Runs, and is healthy or has no health check. */
export function containerIsReady(container: ContainerObservation | undefined): boolean {
  return container?.status === 'running' && (container.health === 'healthy' || container.health === 'none');
}

/** Ended with 0: what a one-shot service does that has done its work. */
export function containerIsDone(container: ContainerObservation | undefined): boolean {
  return container?.status === 'exited' && container.exitCode === 0 && container.startedAt !== undefined;
}

/** Counts as there: ready, or done. A container that ended before we started it in this run counts for nothing. */
export function instanceIsReady(snapshot: Snapshot, instance: InstanceState): boolean {
  const { wanted, container, oneShot } = instance;
  if (wanted === 'stopped') return false;
  if (containerIsReady(container)) {
    return !keepsEnding(instance, snapshot.at) && detachedBecause(snapshot, instance) === undefined;
  }
  // It is about to do its work once more.
  if (inFlightForInstance(snapshot, 'restart-container', instance) !== undefined) return false;
  return oneShot && containerIsDone(container) && wasStarted(instance);
}

/** Ended otherwise than it is to, or could not be started. */
export function instanceHasFailed(instance: InstanceState): boolean {
  const { container, startError, oneShot } = instance;
  if (startError !== undefined) return true;
  if (!wasStarted(instance)) return false;
  if (container.status === 'dead') return true;
  return container.status === 'exited' && !(oneShot && container.exitCode === 0);
}
