import { agentService, type ServiceDefinition } from '../../environment/environment.js';
import { errorWords } from '../../words/build-errors.js';
import { failedCheckWords } from '../../words/checks.js';
import { failedWord, liveWord } from '../../words/code.js';
import { clockTime, formatMs } from '../../words/time.js';
import { failedChecks } from '../checks/checks.js';
import type { ConfigChange } from '../configuration/configuration.js';
import { inFlightFor } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ImageState } from '../images/images.js';
import { detachedBecause } from '../instances/network-standing.js';
import { lastSaid } from '../instances/telling-lines.js';
import { blindWords } from '../traffic/agent.js';
import { blockerWords } from './blocker-words.js';
import { blockersOf, optionalFailure, uncheckedBlockers } from './dependencies.js';
import { probeWords } from './probe-words.js';
import type { CodeView, ServiceView, ServiceWord } from './service-view.js';
import type { ServiceState } from './services.js';

/** Why a service is in its state, in one line for people; `undefined` where the word says it all. */
export function causeOf(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  code: CodeView | undefined,
  state: ServiceWord,
): string | undefined {
  const image = snapshot.images[definition.name];
  const container = service.container;
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
      return blockersOf(snapshot, definition)
        .map((blocker) => blockerWords(snapshot, blocker))
        .join('; ');
    case 'building':
      return code?.building?.cause;
    case 'starting':
      return startingWords(snapshot, definition, service, code);
    case 'unhealthy':
      // The last that is kept may have passed, before they began to fail.
      return container?.probe === undefined || container.probe.exitCode === 0
        ? 'its health check fails'
        : probeWords(container.probe);
    case 'paused':
      return `paused from outside${sinceWords(service.pausedAt)}`;
    case 'detached':
      return `${detachedBecause(snapshot, definition.name)}${service.detachedAt === undefined ? '' : ` (it was taken off at ${clockTime(service.detachedAt)})`}`;
    case 'failed':
      return uncheckedWords(snapshot, definition) ?? failureWords(service, code);
    case 'restarting':
      return (
        inFlightFor(snapshot, 'restart-container', definition.name)?.effect.cause ??
        restartingWords(service, code, snapshot.at)
      );
    case 'stopping':
    case 'stopped':
      if (snapshot.goal === 'down') return 'the environment is going down';
      return service.stopCause ?? (definition.replicas === 0 ? 'scaled to 0' : undefined);
    default:
      return state satisfies never;
  }
}

/** Why an image could not be had, and what to do. */
export function refusalWords({ detail, hint }: Pick<ImageState, 'detail' | 'hint'>): string {
  return [detail?.replace(/\.$/, ''), hint].filter(Boolean).join('. ');
}

/** That what runs was made of another image than the newest that was asked for. */
export function olderImageWords(refused: string): string {
  return `runs on an older image: ${refused}`;
}

/** Ready, and told that something which it can do without is missing. */
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
  service: ServiceState,
  code: CodeView | undefined,
): string | undefined {
  const { container, resumedAt } = service;
  if (code?.late !== undefined && container?.startedAt !== undefined) {
    const took = formatMs(Math.max(0, snapshot.at - container.startedAt));
    const isSilent = port !== undefined && code.late.endsWith('connection refused');
    return isSilent ? `nothing listens on ${port} for ${took}` : `not ready for ${took}: ${code.late}`;
  }
  if (container?.probe !== undefined) return `not ready yet: ${probeWords(container.probe)}`;
  if (resumedAt !== undefined) return 'runs on after a pause; its next health check tells';
  return inFlightFor(snapshot, 'start-container', service.name)?.effect.cause;
}

function uncheckedWords(snapshot: Snapshot, definition: ServiceDefinition): string | undefined {
  const [first] = uncheckedBlockers(snapshot, definition);
  return first === undefined
    ? undefined
    : `waits for ${first.service} to be healthy, but ${first.service} has no health check: give it one, or wait for service_started`;
}

/** It ends and is started again, by the engine or by its runner. */
function restartingWords(service: ServiceState, code: CodeView | undefined, at: number): string {
  const { ends, container } = service;
  const last = lastSaid(service.evidence, 1).at(0);
  const said = code?.errors[0] === undefined ? last && `last said '${last}'` : errorWords(code.errors[0]);
  const again =
    ends?.nextAt === undefined || ends.nextAt <= at ? '' : `, next try in ${formatMs(ends.nextAt - at)}`;
  const codeWords = ends?.lastCode ?? container?.exitCode ?? 'an unknown code';
  const often =
    ends === undefined || ends.count < 2
      ? `ended with ${codeWords}; ${code === undefined ? 'the engine' : 'its runner'} starts it again`
      : `ended ${ends.count} times with ${codeWords} in the last ${formatMs(Math.max(0, at - ends.firstAt))}`;
  return `${often}${again}${said === undefined ? '' : `; ${said}`}`;
}

function failureWords(service: ServiceState, code: CodeView | undefined): string {
  if (service.createError !== undefined) {
    return service.container?.status === 'running'
      ? `could not be made anew: ${service.createError}; the container of before runs on`
      : `could not be created: ${service.createError}`;
  }
  if (service.startError !== undefined) return `could not be started: ${service.startError}`;
  const error = code?.errors[0];
  if (error !== undefined) return errorWords(error);
  const container = service.container;
  const last = lastSaid(service.evidence, 1).at(0);
  return [
    `ended with ${container?.exitCode ?? 'an unknown code'}`,
    container?.exitCode === 0
      ? ', though it is to run on: it was stopped from outside, or stopped itself'
      : '',
    container?.oomKilled ? ' (out of memory)' : '',
    last === undefined ? '' : `; last said '${last}'`,
  ].join('');
}

/** That the newest source is not what runs is the first thing to know of a service. */
export function staleWords(code: CodeView, view: Pick<ServiceView, 'ready'>): string {
  const [error] = code.errors;
  return `STALE: build ${code.live ?? 'none'} ${liveWord(view)}, because build ${code.latest?.number ?? '?'} ${failedWord(code)}${error === undefined ? '' : `: ${errorWords(error)}`}`;
}
