import { agentService, type ServiceDefinition } from '../../environment/environment.js';
import { errorWords } from '../../words/build-errors.js';
import { failedCheckWords } from '../../words/checks.js';
import { failedWord, liveWord } from '../../words/code.js';
import { clockTime, formatMs } from '../../words/time.js';
import { findInstanceBuild } from '../builds/find-instance-build.js';
import { failedChecks } from '../checks/checks.js';
import type { ConfigChange } from '../configuration/configuration.js';
import { inFlightForInstance } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ImageState } from '../images/images.js';
import type { InstanceState } from '../instances/instance.js';
import { instanceName } from '../instances/instance-name.js';
import { detachedBecause } from '../instances/network-standing.js';
import { instanceIsReady } from '../instances/readiness.js';
import { lastSaid } from '../instances/telling-lines.js';
import { blindWords } from '../traffic/agent.js';
import { blockerWords } from './blocker-words.js';
import { blockersOf, optionalFailure, uncheckedBlockers } from './dependencies.js';
import { scaledToNothingWords, withHeld } from './held-words.js';
import { probeWords } from './probe-words.js';
import { readyCount } from './readiness.js';
import type { CodeView, ServiceView, ServiceWord } from './service-view.js';
import { type ServiceState, wantedInstances } from './services.js';
import { pauseThatHolds } from './with-dependencies.js';
import { instanceWord } from './words-of.js';

/** Why a service is in its state, in one line for people; `undefined` where the word says it all. */
export function causeOf(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  code: CodeView | undefined,
  state: ServiceWord,
): string | undefined {
  return withHeld(snapshot, service, state, ownCause(snapshot, definition, service, code, state));
}

function ownCause(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  code: CodeView | undefined,
  state: ServiceWord,
): string | undefined {
  const image = snapshot.images[definition.name];
  switch (state) {
    case 'ready': {
      if (image?.state === 'unavailable') return olderImageWords(refusalWords(image));
      const [failed] = failedChecks(code?.checks);
      if (failed !== undefined) return failedCheckWords(failed);
      if (definition.name === agentService) return blindWords(snapshot);
      return (
        unreadSettingsWords(snapshot.configuration[definition.name]) ??
        withoutOptional(snapshot, definition) ??
        removedWords(service)
      );
    }
    case 'declared':
    case 'done':
      return undefined;
    case 'unknown':
      return snapshot.engine.detail ?? 'the engine does not answer';
    case 'fetching':
      return image?.detail ?? `looking for ${definition.image ?? 'its image'}`;
    case 'unavailable':
      return image === undefined ? undefined : refusalWords(image);
    case 'waiting':
      return waitingWords(snapshot, definition);
    case 'building':
      return code?.building?.cause;
    case 'degraded':
      return degradedWords(snapshot, definition, service, code);
    case 'failed':
      return (
        uncheckedWords(snapshot, definition) ??
        createErrorWords(service) ??
        causeOfTelling(snapshot, definition, service, code, state)
      );
    case 'starting':
    case 'unhealthy':
    case 'paused':
    case 'detached':
    case 'restarting':
      return causeOfTelling(snapshot, definition, service, code, state);
    case 'stopping':
    case 'stopped':
      if (snapshot.goal === 'down') return 'the environment is going down';
      return service.scale === 0
        ? scaledToNothingWords(snapshot, service)
        : (service.stopCause ?? stopCauseOf(service));
    default:
      return state satisfies never;
  }
}

function waitingWords(snapshot: Snapshot, definition: ServiceDefinition): string {
  const blockers = blockersOf(snapshot, definition).map((blocker) => blockerWords(snapshot, blocker));
  if (blockers.length > 0) return blockers.join('; ');
  return `waits for ${pauseThatHolds(snapshot, definition.name) ?? 'what it needs'}, which is paused`;
}

/** Why one container is in its state, in one line for people; `undefined` where the word says it all. */
export function instanceCause(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  instance: InstanceState,
  code: CodeView | undefined,
  state: ServiceWord,
): string | undefined {
  const { container } = instance;
  switch (state) {
    case 'starting':
      return startingWords(snapshot, definition, instance);
    case 'unhealthy':
      // The probe that is known may be an older one that passed.
      return container.probe === undefined || container.probe.exitCode === 0
        ? 'its health check fails'
        : probeWords(container.probe);
    case 'paused':
      return `paused from outside${sinceWords(instance.pausedAt)}`;
    case 'detached':
      return `${detachedBecause(snapshot, instance)}${instance.detachedAt === undefined ? '' : ` (it was taken off at ${clockTime(instance.detachedAt)})`}`;
    case 'failed':
      return uncheckedWords(snapshot, definition) ?? failureWords(instance, code);
    case 'restarting':
      return (
        inFlightForInstance(snapshot, 'restart-container', instance)?.effect.cause ??
        restartingWords(instance, code, snapshot.at)
      );
    case 'stopping':
    case 'stopped':
      return snapshot.goal === 'down' ? 'the environment is going down' : instance.stopCause;
    case 'ready':
    case 'degraded':
    case 'done':
      return undefined;
    default: {
      const service = snapshot.services[definition.name];
      return service === undefined ? undefined : causeOf(snapshot, definition, service, code, state);
    }
  }
}

/** The cause of a service's state is that of its first container in that state. */
function causeOfTelling(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  code: CodeView | undefined,
  state: ServiceWord,
): string | undefined {
  const instance = wantedInstances(service).find(
    (one) => instanceWord(snapshot, definition, one, code) === state,
  );
  if (instance === undefined) return undefined;
  return nameFirst(service, instance, instanceCause(snapshot, definition, instance, code, state));
}

/** A cause with the name of its container in front, where the service has several. */
function nameFirst(
  { scale }: ServiceState,
  { service, index }: InstanceState,
  cause: string | undefined,
): string | undefined {
  return cause === undefined || scale === 1 ? cause : `${instanceName(service, index)}: ${cause}`;
}

/** Why a service is `degraded`: the cause of the first container that is not ready, or how many are still to be made. */
function degradedWords(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  code: CodeView | undefined,
): string {
  const wanted = wantedInstances(service);
  const count = `${readyCount(snapshot, service)} of ${service.scale} ready`;
  const instance = wanted.find((one) => !instanceIsReady(snapshot, one));
  if (instance === undefined) return `${count}, ${service.scale - wanted.length} still to be made`;
  const state = instanceWord(snapshot, definition, instance, code);
  const cause = instanceCause(snapshot, definition, instance, code, state);
  const isStop = state === 'stopped' || state === 'stopping';
  const words = cause === undefined ? state : isStop ? `${state}: ${cause}` : cause;
  return `${count}; ${nameFirst(service, instance, words)}`;
}

function createErrorWords({ createError, instances }: ServiceState): string | undefined {
  if (createError === undefined) return undefined;
  return instances.some(({ container }) => container.status === 'running')
    ? `could not be made anew: ${createError}; the container of before runs on`
    : `could not be created: ${createError}`;
}

function stopCauseOf({ instances }: ServiceState): string | undefined {
  return instances.find(({ stopCause }) => stopCause !== undefined)?.stopCause;
}

/** Why an image could not be had, and what to do. */
export function refusalWords({ detail, hint }: Pick<ImageState, 'detail' | 'hint'>): string {
  return [detail?.replace(/\.$/, ''), hint].filter(Boolean).join('. ');
}

/** Says that a service runs on an older image than the newest `up` asked for. */
export function olderImageWords(refused: string): string {
  return `runs on an older image: ${refused}`;
}

/** Which optional dependencies a ready service runs without, and why; `undefined`: none. */
function withoutOptional(snapshot: Snapshot, { dependsOn }: ServiceDefinition): string | undefined {
  const missing = dependsOn.flatMap((dependency) => {
    const why = optionalFailure(snapshot, dependency);
    return why === undefined ? [] : [`runs without ${dependency.service}, which is optional: ${why}`];
  });
  return missing.length === 0 ? undefined : missing.join('; ');
}

function unreadSettingsWords(change: ConfigChange | undefined): string | undefined {
  return change?.refused && `may not have taken ${change.file} as it was edited: it said '${change.refused}'`;
}

function removedWords({ removedAt }: ServiceState): string | undefined {
  return removedAt === undefined ? undefined : `removed from outside at ${clockTime(removedAt)}, made anew`;
}

function sinceWords(at: number | undefined): string {
  return at === undefined ? '' : ` since ${clockTime(at)}`;
}

function startingWords(
  snapshot: Snapshot,
  { port }: ServiceDefinition,
  instance: InstanceState,
): string | undefined {
  const { container, resumedAt } = instance;
  const late = findInstanceBuild(snapshot, instance.service, instance.index)?.late;
  if (late !== undefined && container.startedAt !== undefined) {
    const took = formatMs(Math.max(0, snapshot.at - container.startedAt));
    const isSilent = port !== undefined && late.endsWith('connection refused');
    return isSilent ? `nothing listens on ${port} for ${took}` : `not ready for ${took}: ${late}`;
  }
  if (container.probe !== undefined) return `not ready yet: ${probeWords(container.probe)}`;
  if (resumedAt !== undefined) return 'runs on after a pause; its next health check tells';
  return inFlightForInstance(snapshot, 'start-container', instance)?.effect.cause;
}

function uncheckedWords(snapshot: Snapshot, definition: ServiceDefinition): string | undefined {
  const [first] = uncheckedBlockers(snapshot, definition);
  return first === undefined
    ? undefined
    : `waits for ${first.service} to be healthy, but ${first.service} has no health check: give it one, or wait for service_started`;
}

/** How often a container has ended, when it is started again, and what it said last. */
function restartingWords(instance: InstanceState, code: CodeView | undefined, at: number): string {
  const { ends, container, evidence } = instance;
  const last = lastSaid(evidence, 1).at(0);
  const said = code?.errors[0] === undefined ? last && `last said '${last}'` : errorWords(code.errors[0]);
  const again =
    ends?.nextAt === undefined || ends.nextAt <= at ? '' : `, next try in ${formatMs(ends.nextAt - at)}`;
  const codeWords = ends?.lastCode ?? container.exitCode ?? 'an unknown code';
  const often =
    ends === undefined || ends.count < 2
      ? `ended with ${codeWords}; ${code === undefined ? 'the engine' : 'its runner'} starts it again`
      : `ended ${ends.count} times with ${codeWords} in the last ${formatMs(Math.max(0, at - ends.firstAt))}`;
  return `${often}${again}${said === undefined ? '' : `; ${said}`}`;
}

function failureWords(instance: InstanceState, code: CodeView | undefined): string {
  const { container, startError, evidence } = instance;
  if (startError !== undefined) return `could not be started: ${startError}`;
  const error = code?.errors[0];
  if (error !== undefined) return errorWords(error);
  const last = lastSaid(evidence, 1).at(0);
  return [
    `ended with ${container.exitCode ?? 'an unknown code'}`,
    container.exitCode === 0
      ? ', though it is to run on: it was stopped from outside, or stopped itself'
      : '',
    container.oomKilled ? ' (out of memory)' : '',
    last === undefined ? '' : `; last said '${last}'`,
  ].join('');
}

/** Says that the newest source is not what runs. Outputs show it first of all that is known of a service. */
export function staleWords(code: CodeView, view: Pick<ServiceView, 'ready'>): string {
  const [error] = code.errors;
  return `STALE: build ${code.live ?? 'none'} ${liveWord(view)}, because build ${code.latest?.number ?? '?'} ${failedWord(code)}${error === undefined ? '' : `: ${errorWords(error)}`}`;
}
