import { findInstanceBuild } from '../builds/find-instance-build.js';
import type { Event, EventOf } from '../core/event.js';
import { inFlightForInstance } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { type ContainerObservation, isRunning, runOf } from './container.js';
import { endsSeen, endsWith } from './ends.js';
import type { InstanceState } from './instance.js';
import { missingNetworks } from './network-standing.js';
import { containerIsDone, containerIsReady } from './readiness.js';

/** The instance of a container that is seen for the first time. */
function newInstance(container: ContainerObservation, wish: Wish): InstanceState {
  return {
    service: container.service,
    index: container.index,
    wanted: wish.wanted,
    oneShot: wish.oneShot,
    container,
    startError: undefined,
    readyAt: undefined,
    startedContainer: undefined,
    runBefore: undefined,
    startAskedAt: undefined,
    restartCause: undefined,
    restartAfter: undefined,
    stopCause: wish.stopCause,
    unreadySince: undefined,
    pausedAt: undefined,
    resumedAt: undefined,
    detachedAt: undefined,
    ends: undefined,
    evidence: [],
    evidenceOf: undefined,
    heard: undefined,
  };
}

/** What is wanted of the service that a container belongs to. */
export type Wish = Pick<InstanceState, 'wanted' | 'oneShot' | 'stopCause'>;

/** The instances of a service, by index, after an observation of one container; the same list where the observation is outdated. */
export function observe(
  instances: readonly InstanceState[],
  observed: ContainerObservation,
  wish: Wish,
  at: number,
  before: Snapshot,
): readonly InstanceState[] {
  const known = instances.find(({ index }) => index === observed.index);
  if (known === undefined) {
    const met = seen(newInstance(observed, wish), undefined, observed, at, before);
    return [...instances, met].sort((a, b) => a.index - b.index);
  }
  const was = known.container;
  if (was.id === observed.id && observed.look < was.look) return instances;
  // While Compose replaces a container, news of the old one must not hide the new one.
  if (was.id !== observed.id && was.createdAt > observed.createdAt) return instances;
  const after = seen(known, was, observed, at, before);
  return instances.map((one) => (one === known ? after : one));
}

/** An instance after an observation of its container; `was`: the observation before, `undefined` where there is none. */
function seen(
  one: InstanceState,
  was: ContainerObservation | undefined,
  observed: ContainerObservation,
  at: number,
  before: Snapshot,
): InstanceState {
  const sameRun = was !== undefined && runOf(was) === runOf(observed);
  const resumedAt = resumedAfter(one, observed, at, sameRun);
  const container = asProbed(asHeard(one, observed), resumedAt);
  const ready = containerIsReady(container) || (one.oneShot && containerIsDone(container));
  const readyAt = sameRun && one.readyAt !== undefined ? one.readyAt : ready ? at : undefined;
  return {
    ...one,
    container,
    startError: container.status === 'running' ? undefined : one.startError,
    readyAt,
    unreadySince: ready || readyAt === undefined ? undefined : sameRun ? (one.unreadySince ?? at) : at,
    pausedAt: container.status === 'paused' ? (one.pausedAt ?? at) : undefined,
    resumedAt,
    detachedAt: detachedAfter(one, container, at, before),
    ends: endsAfter(one, was, container, at, before),
    // A container that runs when we first see it was started by an earlier controller, or by hand: it is adopted.
    startedContainer:
      one.startedContainer === undefined && isRunning(container) ? container.id : one.startedContainer,
    evidence: sameRun ? one.evidence : [],
    evidenceOf: sameRun ? one.evidenceOf : undefined,
  };
}

function resumedAfter(
  one: InstanceState,
  { status }: ContainerObservation,
  at: number,
  sameRun: boolean,
): number | undefined {
  if (!sameRun) return undefined;
  return one.container.status === 'paused' && status === 'running' ? at : one.resumedAt;
}

/** The container without a probe from before or during a pause: such a probe may have failed because the process stood still. */
function asProbed(container: ContainerObservation, resumedAt: number | undefined): ContainerObservation {
  const { health, probe } = container;
  const isOld = resumedAt !== undefined && (probe === undefined || probe.at < resumedAt);
  return isOld && health === 'unhealthy' ? { ...container, health: 'starting', probe: undefined } : container;
}

function detachedAfter(
  { service, detachedAt }: InstanceState,
  container: ContainerObservation,
  at: number,
  { environment }: Snapshot,
): number | undefined {
  const declared = environment?.services[service]?.networks ?? [];
  const isDetached = container.status === 'running' && missingNetworks(container, declared).length > 0;
  return isDetached ? (detachedAt ?? at) : undefined;
}

/** The counted ends after an observation. An end that somebody asked for is not counted. */
function endsAfter(
  one: InstanceState,
  was: ContainerObservation | undefined,
  container: ContainerObservation,
  at: number,
  before: Snapshot,
): InstanceState['ends'] {
  const isAsked =
    before.goal !== 'up' ||
    one.wanted === 'stopped' ||
    // It ended together with the engine.
    one.startedContainer === undefined ||
    inFlightForInstance(before, 'stop-container', one) !== undefined ||
    inFlightForInstance(before, 'restart-container', one) !== undefined ||
    (one.oneShot && containerIsDone(container));
  return isAsked ? one.ends : endsSeen(one.ends, was, container, at);
}

/** An instance after a report of its runner, which checks more often than the engine: its verdict counts until the engine's next check. */
export function hear(one: InstanceState, event: EventOf<'runner.reported'>, before: Snapshot): InstanceState {
  const { state, detail, at } = event;
  const { container, heard } = one;
  if (container.status !== 'running') return one;
  const ended = processEnded(one, event, before);
  if (ended !== one) return ended;
  // A build that is ready but not live yet says nothing about the service.
  const back = state === 'ready' && heard?.ready === false;
  if (!(state === 'live' || state === 'unready' || back)) return one;
  const ready = state !== 'unready';
  const probe = { at, exitCode: ready ? 0 : 1, output: ready ? '' : (detail ?? 'no answer') };
  const { startedContainer } = one;
  const told = { ...one, heard: { run: runOf(container), ready, probe } };
  // A report from before the engine went may be read after its return, when the container has ended with it: it starts nothing.
  return { ...seen(told, container, container, at, before), startedContainer };
}

/** The process of the only build has ended, and the runner starts it again: the end is counted. */
function processEnded(
  one: InstanceState,
  { state, build, exitCode, durationMs, retryInMs, at }: Extract<Event, { kind: 'runner.reported' }>,
  before: Snapshot,
): InstanceState {
  const live = findInstanceBuild(before, one.service, one.index)?.live;
  const isEnd = state === 'exited' ? build === live : state === 'failed' && live === undefined;
  if (!isEnd || exitCode === undefined || at < before.startedAt) return one;
  const nextAt = retryInMs === undefined ? undefined : at + retryInMs;
  return {
    ...one,
    ends: endsWith(one.ends, { at, code: exitCode, ranForMs: durationMs ?? 0, nextAt }),
  };
}

/** The engine's observation with the runner's verdict, where that is newer than the engine's last check or the first has not come yet. */
function asHeard({ heard }: InstanceState, container: ContainerObservation): ContainerObservation {
  if (heard === undefined || heard.run !== runOf(container)) return container;
  if (!heard.ready) return { ...container, health: 'unhealthy', probe: heard.probe };
  const { health, probe } = container;
  const outdated = health === 'unhealthy' && probe !== undefined && probe.at <= heard.probe.at;
  if (outdated) return { ...container, health: 'healthy', probe: heard.probe };
  return health === 'starting' ? { ...container, health: 'healthy' } : container;
}
