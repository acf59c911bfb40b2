import { agentService, type Dependency, type ServiceDefinition } from '../environment/environment.js';
import { blindWords } from './agent.js';
import type { BuildError } from './builds.js';
import { failedChecks, failedCheckWords } from './checks.js';
import type { ImageState } from './images.js';
import { inFlightFor } from './in-flight.js';
import { blockersOf } from './readiness.js';
import type { CodeView, ServiceWord } from './service-view.js';
import type { Probe, ServiceState } from './services.js';
import type { Snapshot } from './snapshot.js';
import { tellingLines } from './telling-lines.js';

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
      return definition.name === agentService ? blindWords(snapshot) : undefined;
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
      return container?.probe === undefined
        ? inFlightFor(snapshot, 'start-container', definition.name)?.effect.cause
        : `not ready yet: ${probeWords(container.probe)}`;
    case 'unhealthy':
      // The last that is kept may have passed, before they began to fail.
      return container?.probe === undefined || container.probe.exitCode === 0
        ? 'its health check fails'
        : probeWords(container.probe);
    case 'failed':
      return failureWords(service, code);
    case 'restarting':
      return `ended with ${container?.exitCode ?? 'an unknown code'}; the engine starts it again`;
    case 'stopping':
    case 'stopped':
      return snapshot.goal === 'down' ? 'the environment is going down' : service.stopCause;
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

const wantedWords: Record<Dependency['condition'], string> = {
  service_started: 'to start',
  service_healthy: 'to be healthy',
  service_completed_successfully: 'to finish',
};

function blockerWords(snapshot: Snapshot, { service, condition }: Dependency): string {
  const words = `waits for ${service} ${wantedWords[condition]}`;
  const blocker = snapshot.services[service];
  const container = blocker?.container;
  if (snapshot.images[service]?.state === 'unavailable') return `${words}, whose image is unavailable`;
  if (blocker?.startError !== undefined) return `${words}, which could not start: ${blocker.startError}`;
  if (container?.status === 'exited' && blocker?.startedContainer === container.id) {
    return `${words}, which ended with ${container.exitCode ?? '?'}`;
  }
  return container?.probe === undefined || container.health === 'healthy'
    ? words
    : `${words} (${probeWords(container.probe)})`;
}

function failureWords(service: ServiceState, code: CodeView | undefined): string {
  if (service.createError !== undefined) return `could not be created: ${service.createError}`;
  if (service.startError !== undefined) return `could not be started: ${service.startError}`;
  const error = code?.errors[0];
  if (error !== undefined) return errorWords(error);
  const container = service.container;
  const last = tellingLines(service.evidence).at(-1);
  return [
    `ended with ${container?.exitCode ?? 'an unknown code'}`,
    container?.exitCode === 0
      ? ', though it is to run on: it was stopped from outside, or stopped itself'
      : '',
    container?.oomKilled ? ' (out of memory)' : '',
    last === undefined ? '' : `; last said '${last}'`,
  ].join('');
}

/** Where a build went wrong, as compilers write it, and how. */
export function errorWords({ file, line, column, message }: BuildError): string {
  if (file === undefined) return message;
  // A stack tells no column, and some tools no line.
  return `${[file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')}: ${message}`;
}

/** That the newest source is not what answers is the first thing to know of a service. */
export function staleWords({ live, latest, errors }: CodeView): string {
  const [error] = errors;
  return `STALE: build ${live ?? 'none'} answers, because build ${latest?.number ?? '?'} failed${error === undefined ? '' : `: ${errorWords(error)}`}`;
}

/** What a failing probe said, or how it ended. */
export function probeWords(probe: Probe): string {
  const output = probe.output.trim().split('\n').at(-1) ?? '';
  return output === '' ? `its probe exits with ${probe.exitCode}` : `its probe says '${output}'`;
}
