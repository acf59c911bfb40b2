import type { ServiceDefinition } from '../../environment/environment.js';
import type { Effect, EffectOf } from '../core/effect.js';
import { inFlightFor, inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { type ContainerObservation, isRunning, runOf } from '../instances/container.js';
import { blockersOf } from './dependencies.js';
import { serviceHasFailed, serviceIsReady } from './readiness.js';
import type { ServiceState } from './services.js';
import { isHeldByPause } from './with-dependencies.js';

/** Creates, starts, stops and restarts containers while the environment is wanted. */
export function planServices(snapshot: Snapshot): readonly Effect[] {
  if (snapshot.goal !== 'up' || snapshot.engine.state !== 'connected') return [];
  // A removal that an `up` came too late for would take what is made now with it.
  if (inFlightOf(snapshot, 'remove-environment').length > 0) return [];
  const definitions = Object.values(snapshot.environment?.services ?? {});
  const effects = definitions.flatMap((definition) => planService(snapshot, definition));
  const starts = effects.filter((effect) => effect.kind === 'start-container');
  return [
    ...planCreation(snapshot, definitions),
    ...effects.filter((effect) => effect.kind !== 'start-container'),
    ...firstStarts(snapshot, starts),
  ];
}

/**
 * Starting a container keeps a core busy for a moment, so more at once than there are cores only delays all of them. Those
 * on which the longest chain waits go first, those that nobody waits for last.
 */
function firstStarts(snapshot: Snapshot, starts: readonly EffectOf<'start-container'>[]): readonly Effect[] {
  const underWay = inFlightOf(snapshot, 'start-container').length;
  const lanes = Math.max(2, snapshot.environment?.cores ?? 2) - underWay;
  const rank = (service: string) => {
    const definition = snapshot.environment?.services[service];
    return definition === undefined || definition.background ? -1 : chainBehind(snapshot, service);
  };
  // While Compose makes containers, those that come first must not take the lanes of those that matter most.
  const least = isCreating(snapshot) ? Math.max(...notStarted(snapshot).map(rank)) : -1;
  return starts
    .filter(({ service }) => rank(service) >= least)
    .sort((a, b) => rank(b.service) - rank(a.service))
    .slice(0, Math.max(0, lanes));
}

function notStarted({ environment, services }: Snapshot): readonly string[] {
  return Object.keys(environment?.services ?? {}).filter((name) => {
    const service = services[name];
    return service?.wanted === 'running' && service.startedContainer === undefined;
  });
}

/** How many services, one after the other, wait for this one at most. */
function chainBehind(snapshot: Snapshot, name: string, seen: readonly string[] = []): number {
  const waiting = Object.values(snapshot.environment?.services ?? {}).filter(
    (definition) =>
      !seen.includes(definition.name) && definition.dependsOn.some(({ service }) => service === name),
  );
  return waiting.reduce(
    (most, { name: next }) => Math.max(most, 1 + chainBehind(snapshot, next, [...seen, name])),
    0,
  );
}

/**
 * Foreground containers are asked for together, once every image is settled, so that one call of Compose can make them; the others
 * as their images come. A service whose image is still being looked up is waited for: that takes no time, and a call of its own would
 * cost more.
 */
function planCreation(snapshot: Snapshot, definitions: readonly ServiceDefinition[]): readonly Effect[] {
  if (isCreating(snapshot)) return [];
  const creatable = definitions.filter((definition) => canBeCreated(snapshot, definition));
  const foreground = definitions.filter((definition) => !definition.background);
  const settled = foreground.every(({ name, replicas }) => {
    const state = snapshot.images[name]?.state;
    const isSettled = state === 'ready' || state === 'unavailable';
    return isSettled || replicas === 0 || snapshot.services[name]?.wanted === 'stopped';
  });
  const lookedFor = definitions.some(({ name }) => isLookedFor(snapshot, name));
  if (!settled || lookedFor) return [];
  return creatable.map(({ name }) => ({
    kind: 'create-container',
    key: `create:${name}`,
    cause: creationCause(snapshot.services[name]),
    service: name,
    anew: snapshot.services[name]?.anewCause !== undefined,
  }));
}

function creationCause(service: ServiceState | undefined): string {
  if (service?.anewCause !== undefined) return service.anewCause;
  return service?.removedAt === undefined ? 'its image is there' : 'it was removed from outside';
}

/** Nothing has to be pulled or built for it as far as is known. */
function isLookedFor(snapshot: Snapshot, name: string): boolean {
  return (
    snapshot.images[name]?.state === 'unknown' && inFlightFor(snapshot, 'find-image', name) !== undefined
  );
}

function canBeCreated(snapshot: Snapshot, { name, replicas }: ServiceDefinition): boolean {
  const service = snapshot.services[name];
  if (service?.wanted !== 'running' || service.created || service.createError !== undefined) return false;
  // Compose would start it, which the engine refuses; it is told as paused until somebody restarts it or lets it run on.
  if (service.container?.status === 'paused' || isHeldByPause(snapshot, name)) return false;
  // Compose takes away what is left of a service that is scaled to nothing.
  return replicas === 0 ? service.container !== undefined : snapshot.images[name]?.state === 'ready';
}

function planService(snapshot: Snapshot, definition: ServiceDefinition): readonly Effect[] {
  const { name } = definition;
  const service = snapshot.services[name];
  const container = service?.container;
  if (service === undefined || container === undefined) return [];
  if (busy(snapshot, name)) return [];

  if (service.wanted === 'stopped') {
    return isRunning(container)
      ? [
          {
            kind: 'stop-container',
            key: `stop:${name}`,
            cause: service.stopCause ?? 'no longer wanted',
            service: name,
            throughCompose: definition.stopsThroughCompose,
          },
        ]
      : [];
  }
  // Until Compose has looked at it, a container left by an earlier run may still be replaced.
  // Into one that Compose also starts it puts secrets and configs first, which may fail.
  const isMade = service.created || (!definition.startsThroughCompose && isFresh(snapshot, container));
  if (!isMade && container.status !== 'paused') return [];
  if (definition.replicas === 0) return [];
  if (service.restartCause !== undefined) {
    if (!mayRestart(snapshot, service)) return [];
    return [
      {
        kind: 'restart-container',
        key: `restart:${name}`,
        cause: service.restartCause,
        service: name,
      },
    ];
  }
  const startable = container.status === 'created' || container.status === 'exited';
  if (
    startable &&
    service.startedContainer !== container.id &&
    blockersOf(snapshot, definition).length === 0
  ) {
    return [
      {
        kind: 'start-container',
        key: `start:${name}`,
        cause: startCause(definition),
        service: name,
        throughCompose: definition.startsThroughCompose,
      },
    ];
  }
  const troubled =
    serviceHasFailed(service) ||
    (container.status === 'running' && container.health === 'unhealthy') ||
    container.status === 'restarting';
  if (troubled && service.evidenceOf !== runOf(container)) {
    return [
      {
        kind: 'gather-evidence',
        key: `evidence:${name}`,
        cause: `${name} is in trouble`,
        service: name,
        containerId: container.id,
      },
    ];
  }
  return [];
}

/** What it is restarted for has to be ready again, and not to be restarted itself. */
function mayRestart(snapshot: Snapshot, { restartAfter }: ServiceState): boolean {
  if (restartAfter === undefined) return true;
  return (
    snapshot.services[restartAfter]?.restartCause === undefined &&
    inFlightFor(snapshot, 'restart-container', restartAfter) === undefined &&
    serviceIsReady(snapshot, restartAfter)
  );
}

/**
 * Compose has just created this container and is at work on others, so that it may be started. A container that replaces another one has
 * a temporary name until Compose renames it, and is not finished.
 */
function isFresh(snapshot: Snapshot, { service, name, status, createdAt }: ContainerObservation): boolean {
  const creating = inFlightFor(snapshot, 'create-container', service);
  return (
    creating !== undefined &&
    status === 'created' &&
    createdAt >= creating.startedAt &&
    !/^[0-9a-f]{12}_/.test(name)
  );
}

/** Compose is at work on new containers. */
function isCreating(snapshot: Snapshot): boolean {
  return inFlightOf(snapshot, 'create-container').length > 0;
}

function startCause(definition: ServiceDefinition): string {
  const names = definition.dependsOn.map((dependency) => dependency.service);
  return names.length === 0
    ? 'nothing to wait for'
    : `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} there`;
}

function busy(snapshot: Snapshot, name: string): boolean {
  const kinds = ['start-container', 'stop-container', 'restart-container', 'gather-evidence'] as const;
  return kinds.some((kind) => inFlightFor(snapshot, kind, name) !== undefined);
}
