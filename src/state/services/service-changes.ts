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

/** Somebody asks for it: what went wrong before is no reason any more not to try. */
export function startAgain(service: ServiceState): ServiceState {
  return {
    ...service,
    wanted: 'running',
    stopCause: undefined,
    createError: undefined,
    instances: service.instances.map(startInstanceAgain),
  };
}

/** The same for one container. */
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

/** The same services where nothing changes. */
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

/** One container of a service changed, or all of them where `index` is `undefined`; the same services where nothing changes. */
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

/** The same service where its instances are the same. */
export function withInstances(service: ServiceState, instances: readonly InstanceState[]): ServiceState {
  const same =
    instances.length === service.instances.length &&
    instances.every((one, i) => one === service.instances[i]);
  return same ? service : { ...service, instances };
}

/** All of them changed. */
export function mapAll(services: Services, change: (service: ServiceState) => ServiceState): Services {
  return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, change(service)]));
}
