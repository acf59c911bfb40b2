import { viewCode } from '../builds/view.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from '../instances/container.js';
import { keepsEnding } from '../instances/ends.js';
import { detachedBecause } from '../instances/network-standing.js';
import type { CodeView } from './service-view.js';
import { type ServiceState, wasStarted } from './services.js';

/** Runs, and is healthy or has no health check. */
export function containerIsReady(container: ContainerObservation | undefined): boolean {
  return container?.status === 'running' && (container.health === 'healthy' || container.health === 'none');
}

/** Ended with 0: what a one-shot service does that has done its work. */
export function containerIsDone(container: ContainerObservation | undefined): boolean {
  return container?.status === 'exited' && container.exitCode === 0 && container.startedAt !== undefined;
}

/** Counts as there: ready, or done. A container that ended before we started it in this run counts for nothing. */
export function serviceIsReady(snapshot: Snapshot, name: string): boolean {
  const service = snapshot.services[name];
  if (service?.container === undefined || service.wanted === 'stopped') return false;
  if (service.createError !== undefined) return false;
  if (containerIsReady(service.container)) {
    return !keepsEnding(service, snapshot.at) && detachedBecause(snapshot, name) === undefined;
  }
  return service.oneShot && containerIsDone(service.container) && wasStarted(service);
}

/** Ended otherwise than it is to, or could not be created or started. */
export function serviceHasFailed(service: ServiceState): boolean {
  if (service.createError !== undefined || service.startError !== undefined) return true;
  const container = service.container;
  if (container === undefined || !wasStarted(service)) return false;
  if (container.status === 'dead') return true;
  return container.status === 'exited' && !(service.oneShot && container.exitCode === 0);
}

/** Whether its container is still to be made: it is wanted and not there, and nothing is known that keeps it from coming. */
export function containerIsToCome({ images, services }: Snapshot, name: string): boolean {
  const service = services[name];
  if (service?.wanted !== 'running' || service.container !== undefined) return false;
  return service.createError === undefined && images[name]?.state !== 'unavailable';
}

/** Whether it is still to be started for the first time. */
export function startIsToCome(snapshot: Snapshot, name: string): boolean {
  const service = snapshot.services[name];
  const isMade = service?.wanted === 'running' && service.container?.status === 'created';
  return isMade ? service.startError === undefined : containerIsToCome(snapshot, name);
}

/** The services that `up` waits for: wanted, not in the background and no part of the simulator. */
export function awaitedServices(snapshot: Snapshot): readonly string[] {
  return Object.values(snapshot.environment?.services ?? {})
    .filter((definition) => !definition.background && !definition.internal)
    .filter(({ name, replicas }) => replicas > 0 && snapshot.services[name]?.wanted !== 'stopped')
    .map((definition) => definition.name);
}

/**
 * Everything that `up` waits for is there, and it is not known that an older source answers: whoever tests it tests the newest.
 * Once it was ready, newer code on its way changes nothing until it failed.
 */
export function environmentIsReady(snapshot: Snapshot): boolean {
  if (snapshot.environment === undefined || snapshot.goal !== 'up' || snapshot.engine.state !== 'connected') {
    return false;
  }
  if (!awaitedServices(snapshot).every((name) => serviceIsReady(snapshot, name))) return false;
  if (codeIsStale(snapshot) || imageIsOld(snapshot)) return false;
  return snapshot.readyAt !== undefined || !codeIsOnItsWay(snapshot);
}

/** Newer code than what answers is being looked for, built or taken over. */
export function codeIsOnItsWay(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).some((name) => codeState(snapshot, name) === 'building');
}

/** The newest source of some service failed: an older build answers. */
export function codeIsStale(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).some((name) => codeState(snapshot, name) === 'stale');
}

/** The image that `up` asked for could not be had: what runs was made of an older one. */
function imageIsOld(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).some((name) => snapshot.images[name]?.state === 'unavailable');
}

function codeState(snapshot: Snapshot, name: string): CodeView['state'] | undefined {
  const builds = snapshot.builds[name];
  return builds === undefined ? undefined : viewCode(builds).state;
}
