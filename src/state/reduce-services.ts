import type { Event } from './event.js';
import { containerIsDone, containerIsReady } from './readiness.js';
import { type ContainerObservation, runOf, type ServiceState } from './services.js';
import type { Snapshot } from './snapshot.js';

type Services = Snapshot['services'];

/** A service of which nothing is known yet. */
export function newService(name: string): ServiceState {
  return {
    name,
    wanted: 'running',
    container: undefined,
    created: false,
    createError: undefined,
    startError: undefined,
    readyAt: undefined,
    startedContainer: undefined,
    restartCause: undefined,
    stopCause: undefined,
    evidence: [],
    evidenceOf: undefined,
  };
}

/** What is known of each service's running side after an event. */
export function reduceServices(services: Services, event: Event): Services {
  switch (event.kind) {
    case 'environment.declared':
      return Object.fromEntries(
        Object.keys(event.environment.services).map((name) => [name, services[name] ?? newService(name)]),
      );
    case 'environment.removed':
      return mapAll(services, (service) => newService(service.name));
    case 'up.requested':
      return mapAll(services, (service) => ({
        ...service,
        wanted: 'running',
        stopCause: undefined,
        created: false,
        createError: undefined,
        startError: undefined,
        startedContainer: isRunning(service.container) ? service.startedContainer : undefined,
      }));
    case 'container.observed':
      return update(services, event.container.service, (service) =>
        observe(service, event.container, event.at),
      );
    case 'container.removed':
      return update(services, event.service, (service) =>
        service.container?.id === event.id
          ? {
              ...service,
              container: undefined,
              readyAt: undefined,
              startedContainer: undefined,
              created: false,
            }
          : service,
      );
    case 'containers.create-failed':
      return event.services.reduce(
        (all, name) => update(all, name, (service) => ({ ...service, createError: event.detail })),
        services,
      );
    case 'containers.created':
      return event.services.reduce(
        (all, name) =>
          update(all, name, (service) => ({ ...service, created: true, createError: undefined })),
        services,
      );
    case 'container.start-failed':
      return update(services, event.service, (service) => ({ ...service, startError: event.detail }));
    case 'container.evidence-found':
      return update(services, event.service, (service) => ({
        ...service,
        evidence: event.lines,
        evidenceOf: service.container === undefined ? undefined : runOf(service.container),
      }));
    case 'start.requested':
      return update(services, event.service, (service) => ({
        ...service,
        wanted: 'running',
        stopCause: undefined,
        createError: undefined,
        startError: undefined,
        startedContainer: isRunning(service.container) ? service.startedContainer : undefined,
      }));
    case 'stop.requested':
      return update(services, event.service, (service) => ({
        ...service,
        wanted: 'stopped',
        stopCause: 'asked for by hand',
      }));
    case 'restart.requested':
      return update(services, event.service, (service) => ({
        ...service,
        wanted: 'running',
        stopCause: undefined,
        startError: undefined,
        restartCause: 'asked for by hand',
      }));
    case 'effect.started':
      return markStarted(services, event.key);
    default:
      return services;
  }
}

/** A start or restart that is under way is remembered, so that the plan asks for it once. */
function markStarted(services: Services, key: string): Services {
  const [verb, name] = split(key);
  if (verb === 'start') {
    return update(services, name, (service) => ({
      ...service,
      startedContainer: service.container?.id,
      startError: undefined,
    }));
  }
  if (verb === 'restart') {
    return update(services, name, (service) => ({
      ...service,
      restartCause: undefined,
      startedContainer: service.container?.id,
    }));
  }
  return services;
}

function split(key: string): readonly [verb: string, name: string] {
  const colon = key.indexOf(':');
  return colon < 0 ? [key, ''] : [key.slice(0, colon), key.slice(colon + 1)];
}

function observe(service: ServiceState, container: ContainerObservation, at: number): ServiceState {
  const before = service.container;
  // While Compose replaces a container, news of the old one must not hide the new one.
  if (before !== undefined && before.id !== container.id && before.createdAt > container.createdAt)
    return service;
  const sameRun = before !== undefined && runOf(before) === runOf(container);
  const ready = containerIsReady(container) || containerIsDone(container);
  return {
    ...service,
    container,
    startError: container.status === 'running' ? undefined : service.startError,
    readyAt: sameRun && service.readyAt !== undefined ? service.readyAt : ready ? at : undefined,
    // A container that runs when we first see it was started by an earlier controller, or by hand: it is adopted.
    startedContainer:
      service.startedContainer === undefined && isRunning(container)
        ? container.id
        : service.startedContainer,
    evidence: sameRun ? service.evidence : [],
    evidenceOf: sameRun ? service.evidenceOf : undefined,
  };
}

function isRunning(container: ContainerObservation | undefined): boolean {
  return (
    container?.status === 'running' || container?.status === 'restarting' || container?.status === 'paused'
  );
}

function update(services: Services, name: string, change: (service: ServiceState) => ServiceState): Services {
  const service = services[name];
  if (service === undefined) return services;
  const next = change(service);
  return next === service ? services : { ...services, [name]: next };
}

function mapAll(services: Services, change: (service: ServiceState) => ServiceState): Services {
  return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, change(service)]));
}
