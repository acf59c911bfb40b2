import type { Dependency } from '../../environment/environment.js';
import type { Snapshot } from '../core/snapshot.js';
import { type InstanceState, wasStarted } from '../instances/instance.js';
import { instanceName } from '../instances/instance-name.js';
import { isMetBy } from './dependencies.js';
import { probeWords } from './probe-words.js';
import { wantedInstances } from './services.js';

const wantedWords: Record<Dependency['condition'], string> = {
  service_started: 'to start',
  service_healthy: 'to be healthy',
  service_completed_successfully: 'to finish',
};

/** What a service waits for, and what is known of it, for people: `waits for db to be healthy, which is paused`. */
export function blockerWords(snapshot: Snapshot, dependency: Dependency): string {
  const { service, condition } = dependency;
  const waitsFor = (name: string) => `waits for ${name} ${wantedWords[condition]}`;
  const words = waitsFor(service);
  const blocker = snapshot.services[service];
  if (blocker?.wanted === 'stopped') return `${words}, which was stopped by hand`;
  if (snapshot.images[service]?.state === 'unavailable') return `${words}, whose image is unavailable`;
  if (blocker?.createError !== undefined)
    return `${words}, which could not be created: ${blocker.createError}`;
  if (blocker === undefined) return words;
  // Of several containers the first one that does not meet the condition and of which it is known why.
  for (const instance of wantedInstances(blocker)) {
    const why = isMetBy(instance, dependency) ? undefined : standing(instance);
    if (why === undefined) continue;
    return `${waitsFor(blocker.scale > 1 ? instanceName(service, instance.index) : service)}${why}`;
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
