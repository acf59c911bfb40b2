import { viewCode } from '../builds/view.js';
import type { Snapshot } from '../core/snapshot.js';
import { instanceIsReady } from '../instances/readiness.js';
import type { CodeView } from './service-view.js';
import { type ServiceState, wantedInstances } from './services.js';

/** Whether as many containers of a service are ready, or done, as are wanted. */
export function serviceIsReady(snapshot: Snapshot, name: string): boolean {
  const service = snapshot.services[name];
  if (service === undefined || service.wanted === 'stopped' || service.scale === 0) return false;
  return service.createError === undefined && readyCount(snapshot, service) >= service.scale;
}

/** How many of a service's wanted containers are ready, or done. */
export function readyCount(snapshot: Snapshot, service: ServiceState): number {
  return wantedInstances(service).filter((instance) => instanceIsReady(snapshot, instance)).length;
}

/** Whether a container of the service is still to be made: it is wanted, missing, and nothing known prevents it. */
export function containerIsToCome({ images, services }: Snapshot, name: string): boolean {
  const service = services[name];
  if (service?.wanted !== 'running' || service.instances.length >= service.scale) return false;
  return service.createError === undefined && images[name]?.state !== 'unavailable';
}

/** Whether a container of the service is still to be made, or to be started for the first time. */
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
 * Whether everything that `up` waits for is ready, and no service is known to answer with older source or to run on an older image. So
 * whoever tests the environment tests the newest code. Once the environment was ready, a newer build under way does not change that
 * unless it fails.
 */
export function environmentIsReady(snapshot: Snapshot): boolean {
  if (snapshot.environment === undefined || snapshot.goal !== 'up' || snapshot.engine.state !== 'connected') {
    return false;
  }
  if (!awaitedServices(snapshot).every((name) => serviceIsReady(snapshot, name))) return false;
  if (codeIsStale(snapshot) || imageIsOld(snapshot)) return false;
  return snapshot.readyAt !== undefined || !codeIsOnItsWay(snapshot);
}

/** Whether newer code than what answers is being looked for, built or taken over in a service that `up` waits for. */
export function codeIsOnItsWay(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).some((name) => codeState(snapshot, name) === 'building');
}

/** Whether an older build answers in a service that `up` waits for, because its newest source failed. */
export function codeIsStale(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).some((name) => codeState(snapshot, name) === 'stale');
}

/** Whether a service that `up` waits for runs on an older image, because the newest could not be had. */
function imageIsOld(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).some((name) => snapshot.images[name]?.state === 'unavailable');
}

function codeState(snapshot: Snapshot, name: string): CodeView['state'] | undefined {
  const builds = snapshot.builds[name];
  return builds === undefined ? undefined : viewCode(builds).state;
}
