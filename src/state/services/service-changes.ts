import type { Snapshot } from '../core/snapshot.js';
import { isRunning } from '../instances/container.js';
import type { InstanceState } from '../instances/instance.js';
import type { ServiceState } from './services.js';

export type Services = Snapshot['services'];

/** A service of which nothing is known yet. */
export function newService(name: string, scale = 1): ServiceState {
  return {
    name,
    wanted: 'running',
    oneShot: false,
    scale,
    created: false,
    gone: [],
    shortOf: undefined,
    createError: undefined,
    stopCause: undefined,
    removedAt: undefined,
    anewCause: undefined,
    evidence: [],
    instances: [],
  };
}

/** A service that somebody wants to run: earlier errors no longer keep it from being tried. */
export function startAgain(service: ServiceState): ServiceState {
  return {
    ...service,
    wanted: 'running',
    stopCause: undefined,
    createError: undefined,
    instances: service.instances.map(startInstanceAgain),
  };
}

/** One container that somebody wants to run: earlier errors no longer keep it from being tried. */
export function startInstanceAgain(instance: InstanceState): InstanceState {
  return {
    ...instance,
    wanted: 'running',
    stopCause: undefined,
    startError: undefined,
    ends: undefined,
    startedContainer: isRunning(instance.container) ? instance.startedContainer : undefined,
  };
}

/** The services with one of them changed; the same object where `change` returns its argument, or there is no such service. */
export function update(
  services: Services,
  name: string,
  change: (service: ServiceState) => ServiceState,
): Services {
  const service = services[name];
  if (service === undefined) return services;
  const next = change(service);
  return next === service ? services : { ...services, [name]: next };
}

/** The services with one container of one service changed, or with all of them where `index` is `undefined`; the same object where nothing changes. */
export function updateInstances(
  services: Services,
  name: string,
  index: number | undefined,
  change: (instance: InstanceState) => InstanceState,
): Services {
  return update(services, name, (service) =>
    withInstances(
      service,
      service.instances.map((one) => (index === undefined || one.index === index ? change(one) : one)),
    ),
  );
}

/** The service with these instances; the same object where it has them already. */
export function withInstances(service: ServiceState, instances: readonly InstanceState[]): ServiceState {
  const same =
    instances.length === service.instances.length &&
    instances.every((one, i) => one === service.instances[i]);
  return same ? service : { ...service, instances };
}

/** The services with each of them changed. */
export function mapAll(services: Services, change: (service: ServiceState) => ServiceState): Services {
  return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, change(service)]));
}
