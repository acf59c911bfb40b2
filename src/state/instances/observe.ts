import type { Event, EventOf } from '../core/event.js';
import { inFlightFor } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { containerIsDone, containerIsReady } from '../services/readiness.js';
import type { ServiceState } from '../services/services.js';
import { type ContainerObservation, isRunning, runOf } from './container.js';
import { endsSeen, endsWith } from './ends.js';
import { missingNetworks } from './network-standing.js';

/** What is known of a service after the engine was asked about its container. */
export function observe(
  service: ServiceState,
  observed: ContainerObservation,
  at: number,
  before: Snapshot,
): ServiceState {
  const was = service.container;
  if (was?.id === observed.id && observed.look < was.look) return service;
  // While Compose replaces a container, news of the old one must not hide the new one.
  if (was !== undefined && was.id !== observed.id && was.createdAt > observed.createdAt) return service;
  const sameRun = was !== undefined && runOf(was) === runOf(observed);
  const resumedAt = resumedAfter(service, observed, at, sameRun);
  const container = asProbed(asHeard(service, observed), resumedAt);
  const ready = containerIsReady(container) || (service.oneShot && containerIsDone(container));
  const readyAt = sameRun && service.readyAt !== undefined ? service.readyAt : ready ? at : undefined;
  const isReplaced = was !== undefined && was.id !== container.id;
  return {
    ...service,
    container,
    startError: container.status === 'running' ? undefined : service.startError,
    readyAt,
    unreadySince: ready || readyAt === undefined ? undefined : sameRun ? (service.unreadySince ?? at) : at,
    pausedAt: container.status === 'paused' ? (service.pausedAt ?? at) : undefined,
    resumedAt,
    detachedAt: detachedAfter(service, container, at, before),
    anewCause: isReplaced ? undefined : service.anewCause,
    ends: endsAfter(service, container, at, before),
    // A container that runs when we first see it was started by an earlier controller, or by hand: it is adopted.
    startedContainer:
      service.startedContainer === undefined && isRunning(container)
        ? container.id
        : service.startedContainer,
    evidence: sameRun ? service.evidence : [],
    evidenceOf: sameRun ? service.evidenceOf : undefined,
  };
}

function resumedAfter(
  service: ServiceState,
  { status }: ContainerObservation,
  at: number,
  sameRun: boolean,
): number | undefined {
  if (!sameRun) return undefined;
  return service.container?.status === 'paused' && status === 'running' ? at : service.resumedAt;
}

/** A probe that failed because everything stood still is no evidence: until the next one nothing is known. */
function asProbed(container: ContainerObservation, resumedAt: number | undefined): ContainerObservation {
  const { health, probe } = container;
  const isOld = resumedAt !== undefined && (probe === undefined || probe.at < resumedAt);
  return isOld && health === 'unhealthy' ? { ...container, health: 'starting', probe: undefined } : container;
}

function detachedAfter(
  service: ServiceState,
  container: ContainerObservation,
  at: number,
  { environment }: Snapshot,
): number | undefined {
  const declared = environment?.services[service.name]?.networks ?? [];
  const isDetached =
    container.status === 'running' && missingNetworks({ ...service, container }, declared).length > 0;
  return isDetached ? (service.detachedAt ?? at) : undefined;
}

/** An end that somebody asked for is none of its own. */
function endsAfter(
  service: ServiceState,
  container: ContainerObservation,
  at: number,
  before: Snapshot,
): ServiceState['ends'] {
  const isAsked =
    before.goal !== 'up' ||
    service.wanted === 'stopped' ||
    // The engine was gone, and took it along.
    service.startedContainer === undefined ||
    inFlightFor(before, 'stop-container', service.name) !== undefined ||
    inFlightFor(before, 'restart-container', service.name) !== undefined ||
    (service.oneShot && containerIsDone(container));
  return isAsked ? service.ends : endsSeen(service.ends, service.container, container, at);
}

/** The runner checks its service more often than the engine does, so its verdict counts before the engine's next check. */
export function hear(
  service: ServiceState,
  event: EventOf<'runner.reported'>,
  before: Snapshot,
): ServiceState {
  const { state, detail, at } = event;
  const { container, heard } = service;
  if (container?.status !== 'running') return service;
  const ended = processEnded(service, event, before);
  if (ended !== service) return ended;
  // A build that is ready but not live yet says nothing about the service.
  const back = state === 'ready' && heard?.ready === false;
  if (!(state === 'live' || state === 'unready' || back)) return service;
  const ready = state !== 'unready';
  const probe = { at, exitCode: ready ? 0 : 1, output: ready ? '' : (detail ?? 'no answer') };
  const { startedContainer } = service;
  // What it said before the engine went may be heard when that is back, and its container has ended with the engine.
  return {
    ...observe({ ...service, heard: { run: runOf(container), ready, probe } }, container, at, before),
    startedContainer,
  };
}

/** The process of the only build there is has ended; the runner starts it again. */
function processEnded(
  service: ServiceState,
  { state, build, exitCode, durationMs, retryInMs, at }: Extract<Event, { kind: 'runner.reported' }>,
  { builds, startedAt }: Snapshot,
): ServiceState {
  const live = builds[service.name]?.live;
  const isEnd = state === 'exited' ? build === live : state === 'failed' && live === undefined;
  if (!isEnd || exitCode === undefined || at < startedAt) return service;
  const nextAt = retryInMs === undefined ? undefined : at + retryInMs;
  return {
    ...service,
    ends: endsWith(service.ends, { at, code: exitCode, ranForMs: durationMs ?? 0, nextAt }),
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
