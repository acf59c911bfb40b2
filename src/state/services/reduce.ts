import type { RunningEffect } from '../core/effect.js';
import type { Event } from '../core/event.js';
import { inFlightFor, inFlightForInstance } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { isRunning, runOf } from '../instances/container.js';
import { type InstanceState, isStartUnseen } from '../instances/instance.js';
import { missingNetworks } from '../instances/network-standing.js';
import { hear, observe } from '../instances/observe.js';
import {
  mapAll,
  newService,
  type Services,
  startAgain,
  update,
  updateInstances,
  withInstances,
} from './service-changes.js';
import type { ServiceState } from './services.js';
import { restartDependents, restarted, scaled, started, stopped, wake } from './wishes.js';

/** How many ids of removed containers are remembered per service: an inspect of one may still be answered. */
const mostGone = 16;

/** What is wanted and known of each service after an event. */
export function reduceServices(services: Services, event: Event, before: Snapshot): Services {
  switch (event.kind) {
    case 'environment.declared':
      return Object.fromEntries(
        Object.values(event.environment.services).map(({ name, oneShot, replicas }) => [
          name,
          declared(services[name] ?? newService(name, replicas), oneShot),
        ]),
      );
    case 'environment.removed':
      return mapAll(services, ({ name, oneShot, scale }) => ({ ...newService(name, scale), oneShot }));
    case 'up.requested':
      return mapAll(services, (service) => wantedAgain(service, before));
    case 'container.observed':
      return update(services, event.container.service, (service) => {
        if (service.gone.includes(event.container.id)) return service;
        const { wanted, oneShot, stopCause, instances } = service;
        const wish = { wanted, oneShot, stopCause };
        return seenAnew(
          withInstances(service, observe(instances, event.container, wish, event.at, before)),
          event.container.id,
          service,
        );
      });
    case 'container.removed':
      return update(services, event.service, (service) =>
        without(
          { ...service, gone: [event.id, ...service.gone].slice(0, mostGone) },
          event.id,
          event.at,
          before,
        ),
      );
    case 'runner.reported':
      return updateInstances(
        services,
        event.service,
        event.index ?? services[event.service]?.instances[0]?.index,
        (one) => hear(one, event, before),
      );
    case 'container.create-failed':
      return update(services, event.service, (service) => ({ ...service, createError: event.detail }));
    case 'container.created':
      return update(services, event.service, (service) => made(service, event.scale));
    case 'container.start-failed':
      return updateInstances(services, event.service, event.index, (one) =>
        event.index === undefined && isRunning(one.container) ? one : { ...one, startError: event.detail },
      );
    case 'container.evidence-found':
      return event.index === undefined
        ? update(services, event.service, (service) => ({ ...service, evidence: event.lines }))
        : updateInstances(services, event.service, event.index, (one) => ({
            ...one,
            evidence: event.lines,
            evidenceOf: runOf(one.container),
          }));
    case 'start.requested':
      return started(wake(services, event.service, before), event.service, event.index);
    case 'stop.requested':
      return stopped(services, event.service, event.index);
    case 'restart.requested': {
      const all = restarted(wake(services, event.service, before), event.service, event.index);
      return restartDependents(all, event.service, before);
    }
    case 'scale.requested':
      return update(services, event.service, (service) => scaled(service, event.replicas));
    case 'effect.started':
      return markStarted(services, event.effect, event.at);
    case 'effect.finished':
      return event.effect.kind === 'stop-container' ? forgetStart(services, event.effect) : services;
    case 'effect.failed':
      return event.effect.kind === 'start-container' || event.effect.kind === 'restart-container'
        ? forgetStart(services, event.effect)
        : services;
    // A container may end together with the engine, which is no failure of its service: if it does not run when the engine is back,
    // it is started again.
    case 'engine.lost':
      return mapAll(services, (service) =>
        withInstances(
          service,
          service.instances.map((one) =>
            isRunning(one.container) || isStartUnseen(one) ? { ...one, startedContainer: undefined } : one,
          ),
        ),
      );
    default:
      return services;
  }
}

function declared(service: ServiceState, oneShot: boolean): ServiceState {
  return { ...service, oneShot, instances: service.instances.map((one) => ({ ...one, oneShot })) };
}

/**
 * Compose says that it has made the containers of a service. Where fewer exist, somebody may have removed one meanwhile, and Compose is
 * asked once more. Where the same number is missing again Compose has a reason of its own, and is not asked a third time.
 */
function made(service: ServiceState, scale: number | undefined): ServiceState {
  const { length } = service.instances;
  const isShort = length < service.scale;
  return {
    ...service,
    // Another scale may be wanted by now than the one that Compose was asked for.
    created: (scale === undefined || scale === service.scale) && (!isShort || service.shortOf === length),
    shortOf: isShort ? length : undefined,
    createError: undefined,
    anewCause: undefined,
  };
}

/** The reason to make a service's containers anew is done with once a new container takes the place of another one. */
function seenAnew(service: ServiceState, id: string, before: ServiceState): ServiceState {
  const is = service.instances.find(({ container }) => container.id === id);
  const was = before.instances.find(({ index }) => index === is?.index);
  const isReplaced = is !== undefined && was !== undefined && was.container.id !== id;
  return isReplaced && service.anewCause !== undefined ? { ...service, anewCause: undefined } : service;
}

/** A service after a new `up`: Compose looks at its containers again, and those that do not run are started again. */
function wantedAgain(service: ServiceState, { environment }: Snapshot): ServiceState {
  const definition = environment?.services[service.name];
  const missing = service.instances.flatMap(({ container }) =>
    container.status === 'running' ? missingNetworks(container, definition?.networks ?? []) : [],
  );
  return {
    ...startAgain(service),
    scale: definition?.replicas ?? service.scale,
    created: false,
    shortOf: undefined,
    removedAt: undefined,
    anewCause: missing.length === 0 ? undefined : `it was taken off ${[...new Set(missing)].join(', ')}`,
  };
}

/** A service without one of its containers. It was removed by Compose, which replaces it, by `down`, or else by somebody outside. */
function without(service: ServiceState, id: string, at: number, before: Snapshot): ServiceState {
  const gone = service.instances.find(({ container }) => container.id === id);
  if (gone === undefined) return service;
  const instances = service.instances.filter((one) => one !== gone);
  const isOurs =
    before.goal !== 'up' ||
    inFlightFor(before, 'create-container', service.name) !== undefined ||
    // It gives way to one at another port.
    inFlightForInstance(before, 'start-container', gone) !== undefined;
  return {
    ...service,
    instances,
    // A container that was more than wanted does not have to be made again.
    created: service.created && instances.length >= service.scale,
    removedAt: isOurs ? service.removedAt : at,
  };
}

/** Notes in the instances that a start or restart is under way, so that the plan asks for it once. */
function markStarted(services: Services, effect: RunningEffect, at: number): Services {
  if (effect.kind === 'start-container') {
    return updateInstances(services, effect.service, effect.index, (one) => {
      if (effect.index === undefined && isRunning(one.container)) return one;
      const { container } = one;
      const runBefore = container.status === 'exited' ? runOf(container) : undefined;
      return { ...one, startedContainer: container.id, runBefore, startAskedAt: at, startError: undefined };
    });
  }
  if (effect.kind === 'restart-container') {
    return updateInstances(services, effect.service, effect.index, (one) => ({
      ...one,
      restartCause: undefined,
      restartAfter: undefined,
      startedContainer: one.container.id,
      runBefore: undefined,
      startAskedAt: at,
    }));
  }
  return services;
}

/**
 * Marks containers as not started: their start failed for a reason of the engine or of Sim, or Sim stopped them. The end of such a
 * container is no failure of its service, and it is started again when it is wanted.
 */
function forgetStart(
  services: Services,
  { service, index }: { readonly service: string; readonly index: number | undefined },
): Services {
  return updateInstances(services, service, index, (one: InstanceState) =>
    isRunning(one.container) ? one : { ...one, startedContainer: undefined },
  );
}
