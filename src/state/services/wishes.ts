import type { Snapshot } from '../core/snapshot.js';
import { isRunning } from '../instances/container.js';
import { neededServices } from './needed-services.js';
import {
  type Services,
  startAgain,
  startInstanceAgain,
  update,
  updateInstances,
  withInstances,
} from './service-changes.js';
import type { ServiceState } from './services.js';

/** Wants a service and all that it requires, as `docker compose start` does: those of them that were stopped by hand are wanted again. */
export function wake(services: Services, name: string, snapshot: Snapshot): Services {
  return [...neededServices(snapshot, name)]
    .filter((needed) => needed !== name)
    .reduce(
      (all, needed) =>
        update(all, needed, (service) => (service.wanted === 'stopped' ? startAgain(service) : service)),
      services,
    );
}

/** Somebody wants a service to run, or one container of it. */
export function started(services: Services, name: string, index: number | undefined): Services {
  if (index === undefined) return update(services, name, startAgain);
  return update(updateInstances(services, name, index, startInstanceAgain), name, (service) =>
    // Where the whole service was stopped the others stay so.
    service.instances.some((one) => one.index === index)
      ? { ...service, wanted: 'running', stopCause: undefined, createError: undefined }
      : service,
  );
}

const byHand = 'asked for by hand';

/** Somebody wants a service to stop, or one container of it, while the others run on. */
export function stopped(services: Services, name: string, index: number | undefined): Services {
  const all = updateInstances(services, name, index, (one) => ({
    ...one,
    wanted: 'stopped',
    stopCause: byHand,
    restartCause: undefined,
    restartAfter: undefined,
  }));
  return update(all, name, (service) =>
    index === undefined || areAllStopped(service)
      ? { ...service, wanted: 'stopped', stopCause: byHand }
      : service,
  );
}

/** Each of them was stopped by itself, and no other one is to come. */
function areAllStopped({ instances, scale }: ServiceState): boolean {
  return instances.length >= scale && instances.every(({ wanted }) => wanted === 'stopped');
}

/** Somebody wants a service, or one container of it, to be restarted. */
export function restarted(services: Services, name: string, index: number | undefined): Services {
  return updateInstances(started(services, name, index), name, index, (one) =>
    isRunning(one.container) ? { ...one, restartCause: byHand, restartAfter: undefined } : one,
  );
}

/** Somebody wants `scale` containers of a service, until the next `up`. */
export function scaled(service: ServiceState, scale: number): ServiceState {
  if (service.scale === scale && service.createError === undefined) return service;
  // A service that was stopped by hand stays stopped.
  return { ...service, scale, created: false, createError: undefined };
}

/** Marks for a restart what depends on this service with `restart: true`, once the service is ready again; then what depends on that, and so on. */
export function restartDependents(
  services: Services,
  name: string,
  snapshot: Pick<Snapshot, 'environment'>,
): Services {
  const dependents = Object.values(snapshot.environment?.services ?? {}).filter(({ dependsOn }) =>
    dependsOn.some(({ service, restart }) => service === name && restart),
  );
  return dependents.reduce((all, dependent) => {
    const service = all[dependent.name];
    if (service?.wanted !== 'running') return all;
    const instances = service.instances.map((one) =>
      isRunning(one.container) && one.restartCause === undefined
        ? { ...one, restartCause: `${name} was restarted`, restartAfter: name }
        : one,
    );
    const marked = withInstances(service, instances);
    if (marked === service) return all;
    const others = update(all, dependent.name, () => marked);
    return restartDependents(others, dependent.name, snapshot);
  }, services);
}
