import { awaitedServices, environmentIsReady } from './readiness.js';
import { viewServices } from './select.js';
import type { ServiceView } from './service-view.js';
import type { Snapshot } from './snapshot.js';

/**
 * How far `up` has come: everything `ready`; something `failed` for good and the rest settled; everything `started` and
 * not ready yet; or still `starting`.
 */
export type StartOutcome = 'ready' | 'failed' | 'started' | 'starting';

const failedWords: readonly string[] = ['failed', 'unavailable', 'unhealthy'];
const quietWords: readonly string[] = ['waiting', 'ready', 'done', 'stopped', ...failedWords];

/** Reads the outcome from a Snapshot. */
export function startOutcome(snapshot: Snapshot): StartOutcome {
  if (environmentIsReady(snapshot)) return 'ready';
  if (snapshot.environment === undefined || snapshot.goal !== 'up') return 'starting';
  const awaited = new Set(awaitedServices(snapshot));
  const views = viewServices(snapshot).filter((view) => awaited.has(view.name));
  const settled = views.every((view) => quietWords.includes(view.state));
  if (settled && views.some((view) => failedForGood(snapshot, view))) return 'failed';
  return views.every((view) => view.containers[0]?.startedAt !== undefined) ? 'started' : 'starting';
}

/** It failed, and nothing is under way that could change that. */
export function failedForGood(snapshot: Snapshot, view: ServiceView): boolean {
  return (
    failedWords.includes(view.state) &&
    !Object.values(snapshot.inFlight).some(({ service }) => service === view.name)
  );
}
