import { isBusy } from './in-flight.js';
import { awaitedServices, codeIsOnItsWay, environmentIsReady } from './readiness.js';
import { viewServices } from './select.js';
import type { ServiceView } from './service-view.js';
import type { Snapshot } from './snapshot.js';

/**
 * How far `up` has come: everything `ready`, by the newest source; something `failed` for good, its newest source perhaps, and
 * the rest settled; everything `started` and
 * not ready yet; or still `starting`.
 */
export type StartOutcome = 'ready' | 'failed' | 'started' | 'starting';

const failedWords: readonly string[] = ['failed', 'unavailable', 'unhealthy'];
const quietWords: readonly string[] = ['waiting', 'ready', 'done', 'stopped', ...failedWords];

/** Reads the outcome from a Snapshot. */
export function startOutcome(snapshot: Snapshot): StartOutcome {
  // What ran before this `up` may be about to be replaced: its files or variables may have changed.
  if (!composeHasLooked(snapshot)) return 'starting';
  if (environmentIsReady(snapshot) && !codeIsOnItsWay(snapshot)) return 'ready';
  if (snapshot.environment === undefined || snapshot.goal !== 'up') return 'starting';
  const awaited = new Set(awaitedServices(snapshot));
  const views = viewServices(snapshot).filter((view) => awaited.has(view.name));
  const settled = views.every((view) => quietWords.includes(view.state));
  if (settled && views.some((view) => failedForGood(snapshot, view))) return 'failed';
  return views.every((view) => view.containers[0]?.startedAt !== undefined) ? 'started' : 'starting';
}

function composeHasLooked(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).every((name) => {
    const service = snapshot.services[name];
    const settled = service === undefined || service.created || service.createError !== undefined;
    return settled || snapshot.images[name]?.state === 'unavailable';
  });
}

/** It failed, or its newest source or image did, and nothing is under way that could change that. */
export function failedForGood(snapshot: Snapshot, view: ServiceView): boolean {
  return (
    (failedWords.includes(view.state) || view.code?.state === 'stale' || view.image.refused !== undefined) &&
    !isBusy(snapshot, view.name)
  );
}
