import type { ServiceDefinition } from '../../environment/environment.js';
import type { Effect, EffectOf } from '../core/effect.js';
import { inFlightFor, inFlightForInstance, inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { type ContainerObservation, isRunning, runOf } from '../instances/container.js';
import { keepsEnding, saidAgainMs } from '../instances/ends.js';
import type { InstanceState } from '../instances/instance.js';
import { shortInstanceName } from '../instances/instance-name.js';
import { instanceHasFailed } from '../instances/readiness.js';
import { blockersOf } from './dependencies.js';
import { serviceIsReady } from './readiness.js';
import { type ServiceState, wantedInstances } from './services.js';
import { pauseThatHolds } from './with-dependencies.js';

/** Creates, starts, stops and restarts containers while the environment is wanted. */
export function planServices(snapshot: Snapshot): readonly Effect[] {
  if (snapshot.goal !== 'up' || snapshot.engine.state !== 'connected') return [];
  // A removal under way would also remove what is made now.
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

/** So many starts for each core, once nothing waits for what is left: part of a start is waiting, for networks and for disks. */
const lastLanesPerCore = 4;

/**
 * The starts to begin now. A start keeps a core busy for a moment, so more at once than there are cores would delay those that others
 * wait for. Services with the longest chain of dependents come first, those that nothing waits for last.
 */
function firstStarts(snapshot: Snapshot, starts: readonly EffectOf<'start-container'>[]): readonly Effect[] {
  const underWay = inFlightOf(snapshot, 'start-container').length;
  const rank = (service: string) => {
    const definition = snapshot.environment?.services[service];
    return definition === undefined || definition.background ? -1 : chainBehind(snapshot, service);
  };
  const ranks = notStarted(snapshot).map(rank);
  const cores = Math.max(2, snapshot.environment?.cores ?? 2);
  const lanes = (Math.max(...ranks) > 0 ? cores : cores * lastLanesPerCore) - underWay;
  // While Compose makes containers, the first that exist must not take the places of those that matter more.
  const least = isCreating(snapshot) ? Math.max(...ranks) : -1;
  return starts
    .filter(({ service }) => rank(service) >= least)
    .sort((a, b) => rank(b.service) - rank(a.service))
    .slice(0, Math.max(0, lanes));
}

function notStarted({ environment, services }: Snapshot): readonly string[] {
  return Object.keys(environment?.services ?? {}).filter((name) => {
    const service = services[name];
    if (service?.wanted !== 'running') return false;
    const wanted = wantedInstances(service);
    return (
      wanted.length < service.scale || wanted.some(({ startedContainer }) => startedContainer === undefined)
    );
  });
}

/** The length of the longest chain of services that wait for this one, one after the other. */
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
 * Plans the creation of containers. Those in the foreground are asked for together once every image is settled, so that one call of Compose
 * makes them; the others as their images come. A service whose image is still being looked up is waited for, because that takes less time
 * than another call of Compose.
 */
function planCreation(snapshot: Snapshot, definitions: readonly ServiceDefinition[]): readonly Effect[] {
  if (isCreating(snapshot)) return [];
  const creatable = definitions.filter((definition) => canBeCreated(snapshot, definition));
  const foreground = definitions.filter((definition) => !definition.background);
  const settled = foreground.every(({ name }) => {
    const state = snapshot.images[name]?.state;
    const isSettled = state === 'ready' || state === 'unavailable';
    const service = snapshot.services[name];
    return isSettled || service?.scale === 0 || service?.wanted === 'stopped';
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

/** Whether the image of a service is being looked up, and nothing is known to be pulled or built for it. */
function isLookedFor(snapshot: Snapshot, name: string): boolean {
  return (
    snapshot.images[name]?.state === 'unknown' && inFlightFor(snapshot, 'find-image', name) !== undefined
  );
}

function canBeCreated(snapshot: Snapshot, { name }: ServiceDefinition): boolean {
  const service = snapshot.services[name];
  if (service?.wanted !== 'running' || service.created || service.createError !== undefined) return false;
  // Compose would start a paused container, which the engine refuses. So it waits until somebody restarts it or lets it run on.
  if (pauseThatHolds(snapshot, name) !== undefined) return false;
  // Of a service that is scaled to 0 Compose removes the containers that are left.
  return service.scale === 0 ? service.instances.length > 0 : snapshot.images[name]?.state === 'ready';
}

function planService(snapshot: Snapshot, definition: ServiceDefinition): readonly Effect[] {
  const service = snapshot.services[definition.name];
  if (service === undefined) return [];
  const wanted = wantedInstances(service);
  // Compose stops and removes containers that are more than wanted; until then somebody may ask for the stop of one.
  const instances = service.instances.filter((one) => one.wanted === 'stopped' || wanted.includes(one));
  const free = instances.filter((instance) => !busy(snapshot, instance));
  const effects = free.flatMap((instance) => planInstance(snapshot, definition, service, instance));
  return throughCompose(definition, service, effects);
}

/** The effects with starts or stops that only Compose can do joined into one for the whole service. */
function throughCompose(
  definition: ServiceDefinition,
  { wanted }: ServiceState,
  effects: readonly Effect[],
): readonly Effect[] {
  const ofAll = (kind: 'start-container' | 'stop-container') => {
    const [first] = effects.flatMap((effect) => (effect.kind === kind ? [effect] : []));
    if (first === undefined) return effects;
    const key = `${kind === 'start-container' ? 'start' : 'stop'}:${definition.name}`;
    return [...effects.filter((effect) => effect.kind !== kind), { ...first, key, index: undefined }];
  };
  if (definition.stopsThroughCompose && wanted === 'stopped') return ofAll('stop-container');
  return definition.startsThroughCompose ? ofAll('start-container') : effects;
}

function planInstance(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  instance: InstanceState,
): readonly Effect[] {
  const { container, index } = instance;
  const subject = shortInstanceName(definition.name, index);
  if (instance.wanted === 'stopped') {
    return isRunning(container)
      ? [
          {
            kind: 'stop-container',
            key: `stop:${subject}`,
            cause: instance.stopCause ?? service.stopCause ?? 'no longer wanted',
            service: definition.name,
            index,
          },
        ]
      : [];
  }
  // A container that an earlier run has left may still be replaced until Compose has looked at it. Into a container that Compose has to
  // start it puts secrets and configs first, which may fail.
  const isMade = service.created || (!definition.startsThroughCompose && isFresh(snapshot, container));
  if (!isMade && container.status !== 'paused') return [];
  if (instance.restartCause !== undefined) {
    if (!mayRestart(snapshot, instance)) return [];
    return [
      {
        kind: 'restart-container',
        key: `restart:${subject}`,
        cause: instance.restartCause,
        service: definition.name,
        index,
      },
    ];
  }
  const startable = container.status === 'created' || container.status === 'exited';
  if (
    startable &&
    instance.startedContainer !== container.id &&
    blockersOf(snapshot, definition).length === 0
  ) {
    return [
      {
        kind: 'start-container',
        key: `start:${subject}`,
        cause: startCause(definition),
        service: definition.name,
        index,
      },
    ];
  }
  const troubled =
    instanceHasFailed(instance) ||
    (container.status === 'running' && container.health === 'unhealthy') ||
    container.status === 'restarting';
  if (troubled && instance.evidenceOf !== runOf(container)) {
    return [
      {
        kind: 'gather-evidence',
        key: `evidence:${subject}`,
        cause: `${subject} is in trouble`,
        service: definition.name,
        index,
        containerId: container.id,
      },
    ];
  }
  return [];
}

/** Whether a container may be restarted: the service whose restart is the reason has to be ready again, and not to be restarted itself. */
function mayRestart(snapshot: Snapshot, { restartAfter }: InstanceState): boolean {
  const after = restartAfter === undefined ? undefined : snapshot.services[restartAfter];
  if (restartAfter === undefined || after === undefined || after.scale === 0) return true;
  return (
    wantedInstances(after).every(({ restartCause }) => restartCause === undefined) &&
    inFlightFor(snapshot, 'restart-container', restartAfter) === undefined &&
    serviceIsReady(snapshot, restartAfter)
  );
}

/**
 * Whether Compose has just finished this container and is still making others, so that it may be started already. A container that replaces
 * another one has a temporary name until Compose renames it, and is not finished before.
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

/** Whether Compose is making containers. */
function isCreating(snapshot: Snapshot): boolean {
  return inFlightOf(snapshot, 'create-container').length > 0;
}

function startCause(definition: ServiceDefinition): string {
  const names = definition.dependsOn.map((dependency) => dependency.service);
  return names.length === 0
    ? 'nothing to wait for'
    : `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} there`;
}

function busy(snapshot: Snapshot, instance: InstanceState): boolean {
  const kinds = ['start-container', 'stop-container', 'restart-container', 'gather-evidence'] as const;
  return kinds.some((kind) => inFlightForInstance(snapshot, kind, instance) !== undefined);
}

/** When to look again at services that keep ending, in milliseconds since the epoch; `undefined`: none does. */
export function endsAgainAt({ services, at }: Snapshot): number | undefined {
  const isDoubtful = Object.values(services).some(({ instances }) =>
    instances.some((instance) => keepsEnding(instance, at)),
  );
  return isDoubtful ? at + saidAgainMs : undefined;
}
