import type { RunningEffect } from './effect.js';
import type { Event, EventOf } from './event.js';
import { containerIsDone, containerIsReady } from './readiness.js';
import { type ContainerObservation, runOf, type ServiceState } from './services.js';
import type { Snapshot } from './snapshot.js';

type Services = Snapshot['services'];

/** A service of which nothing is known yet. */
export function newService(name: string): ServiceState {
  return {
    name,
    wanted: 'running',
    oneShot: false,
    container: undefined,
    created: false,
    createError: undefined,
    startError: undefined,
    readyAt: undefined,
    startedContainer: undefined,
    startAskedAt: undefined,
    restartCause: undefined,
    stopCause: undefined,
    evidence: [],
    evidenceOf: undefined,
    heard: undefined,
  };
}

/** What is known of each service's running side after an event. */
export function reduceServices(services: Services, event: Event): Services {
  switch (event.kind) {
    case 'environment.declared':
      return Object.fromEntries(
        Object.values(event.environment.services).map(({ name, oneShot }) => [
          name,
          { ...(services[name] ?? newService(name)), oneShot },
        ]),
      );
    case 'environment.removed':
      return mapAll(services, ({ name, oneShot }) => ({ ...newService(name), oneShot }));
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
    case 'runner.reported':
      return update(services, event.service, (service) => hear(service, event));
    case 'container.create-failed':
      return update(services, event.service, (service) => ({ ...service, createError: event.detail }));
    case 'container.created':
      return update(services, event.service, (service) => ({
        ...service,
        created: true,
        createError: undefined,
      }));
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
      return markStarted(services, event.effect, event.at);
    case 'effect.finished':
      return event.effect.kind === 'stop-container' ? forgetStart(services, event.effect.service) : services;
    case 'effect.failed':
      return event.effect.kind === 'start-container' || event.effect.kind === 'restart-container'
        ? forgetStart(services, event.effect.service)
        : services;
    // Whatever runs may end with the engine, which is then no fault of it: what does not run when that returns is started again.
    case 'engine.lost':
      return mapAll(services, (service) =>
        isRunning(service.container) ? { ...service, startedContainer: undefined } : service,
      );
    default:
      return services;
  }
}

/** A start or restart that is under way is remembered, so that the plan asks for it once. */
function markStarted(services: Services, effect: RunningEffect, at: number): Services {
  if (effect.kind === 'start-container') {
    return update(services, effect.service, (service) => ({
      ...service,
      startedContainer: service.container?.id,
      startAskedAt: at,
      startError: undefined,
    }));
  }
  if (effect.kind === 'restart-container') {
    return update(services, effect.service, (service) => ({
      ...service,
      restartCause: undefined,
      startedContainer: service.container?.id,
      startAskedAt: at,
    }));
  }
  return services;
}

/**
 * Counts as not started by us where what should have started it failed, for the engine was gone or we were at fault, and where
 * we ended it ourselves: wanted again, that is no failure of it.
 */
function forgetStart(services: Services, name: string): Services {
  return update(services, name, (service) =>
    isRunning(service.container) ? service : { ...service, startedContainer: undefined },
  );
}

/** The runner looked itself, and more often than the engine does: nobody has to wait until that looks, too. */
function hear(service: ServiceState, { state, detail, at }: EventOf<'runner.reported'>): ServiceState {
  const { container, heard } = service;
  // Of a build that is ready and not live yet nothing follows.
  const back = state === 'ready' && heard?.ready === false;
  if (container?.status !== 'running' || !(state === 'live' || state === 'unready' || back)) return service;
  const ready = state !== 'unready';
  const probe = { at, exitCode: ready ? 0 : 1, output: ready ? '' : (detail ?? 'no answer') };
  const { startedContainer } = service;
  // What it said before the engine went may be heard when that is back, and its container has ended with the engine.
  return {
    ...observe({ ...service, heard: { run: runOf(container), ready, probe } }, container, at),
    startedContainer,
  };
}

/** The engine's word, except that its first check may not have come yet, and its last may be older than what the runner says. */
function asHeard({ heard }: ServiceState, container: ContainerObservation): ContainerObservation {
  if (heard === undefined || heard.run !== runOf(container)) return container;
  if (!heard.ready) return { ...container, health: 'unhealthy', probe: heard.probe };
  const { health, probe } = container;
  const outdated = health === 'unhealthy' && probe !== undefined && probe.at <= heard.probe.at;
  if (outdated) return { ...container, health: 'healthy', probe: heard.probe };
  return health === 'starting' ? { ...container, health: 'healthy' } : container;
}

function observe(service: ServiceState, observed: ContainerObservation, at: number): ServiceState {
  const before = service.container;
  const container = asHeard(service, observed);
  if (before?.id === observed.id && observed.look < before.look) return service;
  // While Compose replaces a container, news of the old one must not hide the new one.
  if (before !== undefined && before.id !== container.id && before.createdAt > container.createdAt)
    return service;
  const sameRun = before !== undefined && runOf(before) === runOf(container);
  const ready = containerIsReady(container) || (service.oneShot && containerIsDone(container));
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
