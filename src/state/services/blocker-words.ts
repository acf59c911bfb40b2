import type { Dependency } from '../../environment/environment.js';
import type { Snapshot } from '../core/snapshot.js';
import { probeWords } from './probe-words.js';
import { wasStarted } from './services.js';

const wantedWords: Record<Dependency['condition'], string> = {
  service_started: 'to start',
  service_healthy: 'to be healthy',
  service_completed_successfully: 'to finish',
};

/** What a service waits for, and how that stands, for people. */
export function blockerWords(snapshot: Snapshot, { service, condition }: Dependency): string {
  const words = `waits for ${service} ${wantedWords[condition]}`;
  const blocker = snapshot.services[service];
  const container = blocker?.container;
  if (blocker?.wanted === 'stopped') return `${words}, which was stopped by hand`;
  if (snapshot.images[service]?.state === 'unavailable') return `${words}, whose image is unavailable`;
  if (blocker?.createError !== undefined)
    return `${words}, which could not be created: ${blocker.createError}`;
  if (blocker?.startError !== undefined) return `${words}, which could not start: ${blocker.startError}`;
  if (blocker !== undefined && container?.status === 'exited' && wasStarted(blocker)) {
    return `${words}, which ended with ${container.exitCode ?? '?'}`;
  }
  if (container?.status === 'paused') return `${words}, which is paused`;
  return container?.probe === undefined || container.health === 'healthy'
    ? words
    : `${words} (${probeWords(container.probe)})`;
}
