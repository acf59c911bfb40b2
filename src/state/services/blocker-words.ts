import type { Dependency } from '../../environment/environment.js';
import type { Snapshot } from '../core/snapshot.js';
import { type InstanceState, wasStarted } from '../instances/instance.js';
import { probeWords } from './probe-words.js';
import { wantedInstances } from './services.js';

const wantedWords: Record<Dependency['condition'], string> = {
  service_started: 'to start',
  service_healthy: 'to be healthy',
  service_completed_successfully: 'to finish',
};

/** What a service waits for, and how that stands, for people. */
export function blockerWords(snapshot: Snapshot, { service, condition }: Dependency): string {
  const words = `waits for ${service} ${wantedWords[condition]}`;
  const blocker = snapshot.services[service];
  if (blocker?.wanted === 'stopped') return `${words}, which was stopped by hand`;
  if (snapshot.images[service]?.state === 'unavailable') return `${words}, whose image is unavailable`;
  if (blocker?.createError !== undefined)
    return `${words}, which could not be created: ${blocker.createError}`;
  // Of several the first one that says why.
  for (const instance of blocker === undefined ? [] : wantedInstances(blocker)) {
    const why = standing(instance);
    if (why !== undefined) return `${words}${why}`;
  }
  return words;
}

function standing(instance: InstanceState): string | undefined {
  const { container, startError } = instance;
  if (startError !== undefined) return `, which could not start: ${startError}`;
  if (container.status === 'exited' && wasStarted(instance)) {
    return `, which ended with ${container.exitCode ?? '?'}`;
  }
  if (container.status === 'paused') return ', which is paused';
  return container.probe === undefined || container.health === 'healthy'
    ? undefined
    : ` (${probeWords(container.probe)})`;
}
