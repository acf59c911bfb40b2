import { viewCode } from '../builds/view.js';
import type { Snapshot } from '../core/snapshot.js';
import { instanceHasFailed, instanceIsReady } from '../instances/readiness.js';
import type { CodeView } from './service-view.js';
import { type ServiceState, wantedInstances } from './services.js';

/** Counts as there: as many of its containers as are wanted are ready, or done. */
export function serviceIsReady(snapshot: Snapshot, name: string): boolean {
  const service = snapshot.services[name];
  if (service === undefined || service.wanted === 'stopped' || service.scale === 0) return false;
  return service.createError === undefined && readyCount(snapshot, service) >= service.scale;
}

/** How many of its wanted containers are ready, or done. */
export function readyCount(snapshot: Snapshot, service: ServiceState): number {
  return wantedInstances(service).filter((instance) => instanceIsReady(snapshot, instance)).length;
}

/** One of its containers ended otherwise than it is to, or could not be created or started. */
export function serviceHasFailed(service: ServiceState): boolean {
  return service.createError !== undefined || wantedInstances(service).some(instanceHasFailed);
}

/** Whether one of its containers is still to be made: it is wanted and not there, and nothing is known that keeps it from coming. */
export function containerIsToCome({ images, services }: Snapshot, name: string): boolean {
  const service = services[name];
  if (service?.wanted !== 'running' || service.instances.length >= service.scale) return false;
  return service.createError === undefined && images[name]?.state !== 'unavailable';
}

/** Whether it is still to be started for the first time. */
export function startIsToCome(snapshot: Snapshot, name: string): boolean {
  const service = snapshot.services[name];
  if (containerIsToCome(snapshot, name)) return true;
  if (service?.wanted !== 'running') return false;
  return wantedInstances(service).some(
    ({ container, startError }) => container.status === 'created' && startError === undefined,
  );
}

/** The services that `up` waits for: wanted, not in the background and no part of the simulator. */
export function awaitedServices(snapshot: Snapshot): readonly string[] {
  return Object.values(snapshot.environment?.services ?? {})
    .filter((definition) => !definition.background && !definition.internal)
    .filter(({ name }) => {
      const service = snapshot.services[name];
      return service !== undefined && service.wanted !== 'stopped' && service.scale > 0;
    })
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
