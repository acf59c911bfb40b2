import type { RunningEffect } from '../core/effect.js';
import type { Event } from '../core/event.js';
import { inFlightFor } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { isRunning, runOf } from '../instances/container.js';
import { missingNetworks } from '../instances/network-standing.js';
import { hear, observe } from '../instances/observe.js';
import { mapAll, newService, type Services, startAgain, update } from './service-changes.js';
import type { ServiceState } from './services.js';
import { restartDependents, wake } from './wishes.js';

/** What is known of each service's running side after an event. */
export function reduceServices(services: Services, event: Event, before: Snapshot): Services {
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
      return mapAll(services, (service) => wantedAgain(service, before));
    case 'container.observed':
      return update(services, event.container.service, (service) =>
        observe(service, event.container, event.at, before),
      );
    case 'container.removed':
      return update(services, event.service, (service) =>
        service.container?.id === event.id ? withoutContainer(service, event.at, before) : service,
      );
    case 'runner.reported':
      return update(services, event.service, (service) => hear(service, event, before));
    case 'container.create-failed':
      return update(services, event.service, (service) => ({ ...service, createError: event.detail }));
    case 'container.created':
      return update(services, event.service, (service) => ({
        ...service,
        created: true,
        createError: undefined,
        anewCause: undefined,
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
      return update(wake(services, event.service, before), event.service, startAgain);
    case 'stop.requested':
      return update(services, event.service, (service) => ({
        ...service,
        wanted: 'stopped',
        stopCause: 'asked for by hand',
        restartCause: undefined,
        restartAfter: undefined,
      }));
    case 'restart.requested':
      return restartDependents(
        update(wake(services, event.service, before), event.service, (service) =>
          isRunning(service.container)
            ? { ...startAgain(service), restartCause: 'asked for by hand', restartAfter: undefined }
            : startAgain(service),
        ),
        event.service,
        before,
      );
    case 'effect.started':
      return markStarted(services, event.effect, event.at);
    case 'effect.finished':
      return event.effect.kind === 'stop-container' ? forgetStart(services, event.effect.service) : services;
    case 'effect.failed':
      return event.effect.kind === 'start-container' || event.effect.kind === 'restart-container'
        ? forgetStart(services, event.effect.service)
        : services;
    // A container may end together with the engine, which is no failure of its service: if it does not run when the engine is back,
    // it is started again.
    case 'engine.lost':
      return mapAll(services, (service) =>
        isRunning(service.container) ? { ...service, startedContainer: undefined } : service,
      );
    default:
      return services;
  }
}

/** As a new `up` finds it: Compose looks at it again, and what does not run is started again. */
function wantedAgain(service: ServiceState, { environment }: Snapshot): ServiceState {
  const declared = environment?.services[service.name]?.networks ?? [];
  const missing = service.container?.status === 'running' ? missingNetworks(service, declared) : [];
  return {
    ...startAgain(service),
    created: false,
    removedAt: undefined,
    anewCause: missing.length === 0 ? undefined : `it was taken off ${missing.join(', ')}`,
  };
}

/** Removed by Compose, which makes another one, by us as the environment goes down, or else by somebody else. */
function withoutContainer(service: ServiceState, at: number, before: Snapshot): ServiceState {
  const isOurs = before.goal !== 'up' || inFlightFor(before, 'create-container', service.name) !== undefined;
  return {
    ...service,
    container: undefined,
    readyAt: undefined,
    startedContainer: undefined,
    created: false,
    removedAt: isOurs ? service.removedAt : at,
  };
}

/** A start or restart that is under way is remembered, so that the plan asks for it once. */
function markStarted(services: Services, effect: RunningEffect, at: number): Services {
  if (effect.kind === 'start-container') {
    return update(services, effect.service, (service) => ({
      ...service,
      startedContainer: service.container?.id,
      runBefore: service.container?.status === 'exited' ? runOf(service.container) : undefined,
      startAskedAt: at,
      startError: undefined,
    }));
  }
  if (effect.kind === 'restart-container') {
    return update(services, effect.service, (service) => ({
      ...service,
      restartCause: undefined,
      restartAfter: undefined,
      startedContainer: service.container?.id,
      runBefore: undefined,
      startAskedAt: at,
    }));
  }
  return services;
}

/**
 * A service counts as not started where its start failed because of the engine or of us, and where we stopped it ourselves: when it is
 * wanted again, that end is no failure of its own.
 */
function forgetStart(services: Services, name: string): Services {
  return update(services, name, (service) =>
    isRunning(service.container) ? service : { ...service, startedContainer: undefined },
  );
}
