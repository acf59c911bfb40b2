import type { RunningEffect } from '../../../src/state/core/effect.js';
import { plan } from '../../../src/state/core/plan.js';
import type { Snapshot } from '../../../src/state/core/snapshot.js';
import { type ContainerObservation, isRunning } from '../../../src/state/instances/container.js';
import type { InstanceView, ServiceView } from '../../../src/state/services/service-view.js';
import { viewEnvironment, viewServices } from '../../../src/state/services/view.js';
import type { Machine } from './machine.js';

/** Effects of which no two may be at work on one container. */
const onContainers: ReadonlySet<string> = new Set([
  'start-container',
  'stop-container',
  'restart-container',
  'gather-evidence',
]);

/** What is wrong with an effect that begins while others are under way; `undefined`: nothing. */
export function doubleWork(effect: RunningEffect, underWay: readonly RunningEffect[]): string | undefined {
  const other = underWay.find((one) => exclude(one, effect));
  return other === undefined ? undefined : `${effect.key} begins while ${other.key} is under way`;
}

function exclude(one: RunningEffect, other: RunningEffect): boolean {
  if (one.key === other.key) return true;
  const pair = [one.kind, other.kind];
  if (pair.includes('remove-environment'))
    return pair.some((kind) => onContainers.has(kind) || kind === 'create-container');
  if (!('service' in one) || !('service' in other) || one.service !== other.service) return false;
  if (!onContainers.has(one.kind) || !onContainers.has(other.kind)) return false;
  const [first, second] = [indexOf(one), indexOf(other)];
  return first === undefined || second === undefined || first === second;
}

/** `undefined`: of all containers of its service. */
function indexOf(effect: RunningEffect): number | undefined {
  return 'index' in effect ? effect.index : undefined;
}

/** What must hold at every moment. */
export function wrongNow(snapshot: Snapshot): readonly string[] {
  const { ready, waitingFor } = viewEnvironment(snapshot);
  const waits =
    ready && waitingFor.length > 0
      ? [`the environment is ready and waits for ${waitingFor.map(({ service }) => service).join(', ')}`]
      : [];
  return [...viewServices(snapshot).flatMap(wrongWords), ...waits];
}

/** A word, `ready` and the count of a service must say the same. */
function wrongWords({ name, state, ready, replicas, instances }: ServiceView): readonly string[] {
  const count = `${replicas.ready} of ${replicas.wanted} are ready`;
  return [
    ...(ready === isReadyWord(state) ? [] : [`${name} is called ${state}, and its ready is ${ready}`]),
    ...(ready && replicas.ready < replicas.wanted ? [`${name} is ready, and ${count}`] : []),
    ...(state === 'degraded' && (replicas.ready === 0 || replicas.ready >= replicas.wanted)
      ? [`${name} is degraded, and ${count}`]
      : []),
    ...instances.flatMap((one) =>
      one.ready === isReadyWord(one.state)
        ? []
        : [`${name}#${one.index} is called ${one.state}, and its ready is ${one.ready}`],
    ),
  ];
}

function isReadyWord(word: ServiceView['state']): boolean {
  return word === 'ready' || word === 'done';
}

/** What must hold once nothing is under way and nothing happens any more. */
export function wrongAtRest(snapshot: Snapshot, machine: Machine): readonly string[] {
  const next = plan(snapshot);
  if (next.length > 0) return [`the plan still asks for ${next.map(({ key }) => key).join(', ')}`];
  const running = Object.keys(snapshot.inFlight);
  if (running.length > 0) return [`${running.join(', ')} is said to be under way, and nothing is`];
  if (snapshot.goal === 'down') return wrongWhenDown(snapshot, machine);
  return viewServices(snapshot).flatMap((view) => {
    if (isHalfMade(machine, view.name)) return [];
    const unlike = notAsObserved(snapshot, machine, view.name);
    return unlike.length > 0 ? unlike : notExplained(snapshot, machine, view);
  });
}

function wrongWhenDown(snapshot: Snapshot, machine: Machine): readonly string[] {
  if (Object.keys(snapshot.failedEffects).length > 0) return [];
  const left = [...machine.containers.keys()];
  if (left.length > 0) return [`down leaves ${left.join(', ')}`];
  return snapshot.removed ? [] : ['down has left nothing, and does not say so'];
}

function notAsObserved(snapshot: Snapshot, machine: Machine, name: string): readonly string[] {
  const service = snapshot.services[name];
  const there = machine.of(name);
  const told = service?.instances.map(({ container }) => container) ?? [];
  // What a runner says of its service counts before what the engine's check found.
  const isRebuilt = snapshot.environment?.services[name]?.go !== undefined;
  const [said, is] = [listed(told, isRebuilt), listed(there, isRebuilt)];
  return said === is ? [] : [`${name} is said to have ${said}, and has ${is}`];
}

/** Compose was stopped while it replaced one: two have its number, and to Compose each counts. */
function isHalfMade(machine: Machine, name: string): boolean {
  const there = machine.of(name);
  return new Set(there.map(({ index }) => index)).size < there.length;
}

function listed(containers: readonly ContainerObservation[], isRebuilt: boolean): string {
  const words = containers.map(
    ({ id, status, health }) => `${id} (${status}${isRebuilt ? '' : `, ${health}`})`,
  );
  return words.length === 0 ? 'none' : words.join(' and ');
}

/** Services and containers that may not stay as they are when nobody wishes or does anything more. */
function notExplained(snapshot: Snapshot, machine: Machine, view: ServiceView): readonly string[] {
  const { name, state, cause } = view;
  const service = snapshot.services[name];
  // Sim tells of it, and tries again when somebody asks for anything. Nothing is made before it is known of each image what becomes of it.
  const hasFailed = Object.values(snapshot.failedEffects).some(
    ({ effect }) => effect.kind === 'find-image' || ('service' in effect && effect.service === name),
  );
  if (service === undefined || hasFailed) return [];
  const stays = `${name} stays ${state} (${cause ?? 'no cause'})`;
  if (service.scale === 0 && view.instances.some(({ container: { id } }) => isHeldBack(machine, id)))
    return [];
  if (service.wanted === 'stopped') return state === 'stopped' ? [] : [stays];
  if (service.scale === 0 && state === 'stopped') return [];
  if (service.createError !== undefined) return state === 'failed' ? [] : [stays];
  if (service.scale === 0) return [stays];
  const isHeld =
    isWaiting(snapshot, view) || state === 'unavailable' || snapshot.images[name]?.state === 'unavailable';
  if (view.instances.length !== service.scale && !isHeld && !view.instances.some(isPaused)) {
    return [`${stays} with ${view.instances.length} containers, and ${service.scale} are wanted`];
  }
  return view.instances
    .filter((one) => !isExplained(snapshot, machine, view, one))
    .map((one) => `${name}#${one.index} stays ${one.state} (${one.cause ?? 'no cause'})`);
}

/** Compose is not asked about a service while one of its containers is paused. */
function isHeldBack(machine: Machine, id: string): boolean {
  return machine.containers.get(id)?.status === 'paused';
}

function isPaused({ state }: InstanceView): boolean {
  return state === 'paused';
}

function isExplained(snapshot: Snapshot, machine: Machine, view: ServiceView, one: InstanceView): boolean {
  const container = machine.containers.get(one.container.id);
  const instance = snapshot.services[view.name]?.instances.find(({ index }) => index === one.index);
  if (container === undefined || instance === undefined) return false;
  if (instance.wanted === 'stopped') return one.state === 'stopped' && !isRunning(container);
  // Whether there is code that comes up is for the rules of code to say.
  if (view.code !== undefined && one.build === undefined && withoutCode.has(one.state)) return true;
  switch (one.state) {
    case 'ready':
    case 'done':
      return true;
    case 'unavailable':
      return !isRunning(container);
    case 'failed':
      return instance.startError !== undefined || machine.endedBy.get(container.id) === 'itself';
    case 'paused':
      return container.status === 'paused';
    case 'unhealthy':
      return container.health === 'unhealthy';
    case 'waiting':
      return isWaiting(snapshot, view) || view.instances.some(isPaused);
    default:
      return false;
  }
}

/** What a container is called in which no build of its service comes up. */
const withoutCode: ReadonlySet<string> = new Set(['starting', 'building', 'restarting', 'failed']);

function isWaiting(snapshot: Snapshot, { name }: ServiceView): boolean {
  const needed = snapshot.environment?.services[name]?.dependsOn ?? [];
  return needed.some(({ service }) =>
    viewServices(snapshot).some((view) => view.name === service && !view.ready),
  );
}

/** What must hold after an `up` that nothing and nobody disturbs. */
export function wrongAfterUp(snapshot: Snapshot, machine: Machine): readonly string[] {
  if (viewServices(snapshot).some(({ name }) => isHalfMade(machine, name))) return [];
  const missing = viewServices(snapshot).filter(({ name, ready, state, replicas }) => {
    const declared = snapshot.environment?.services[name]?.replicas ?? 0;
    if (replicas.wanted !== declared) return true;
    return declared === 0 ? state !== 'stopped' : !ready;
  });
  const words = missing.map(
    ({ name, state, cause, replicas }) =>
      `${name} is ${state} (${cause ?? 'no cause'}), ${replicas.ready} of ${replicas.wanted}, after an undisturbed up`,
  );
  if (words.length > 0) return words;
  return viewEnvironment(snapshot).ready ? [] : ['all services are ready, and the environment is not'];
}
