import { isBusy } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { wasStarted } from '../instances/instance.js';
import { awaitedServices, codeIsOnItsWay, environmentIsReady } from './readiness.js';
import type { ServiceView } from './service-view.js';
import { wantedInstances } from './services.js';
import { viewServices } from './view.js';
import { pauseThatHolds } from './with-dependencies.js';

/**
 * How far `up` has come: everything `ready`, by the newest source; something `failed` for good, its newest source perhaps, and
 * the rest settled; everything `started` and not ready yet; or still `starting`.
 */
export type StartOutcome = 'ready' | 'failed' | 'started' | 'starting';

const failedWords: readonly string[] = ['failed', 'unavailable', 'unhealthy', 'paused', 'detached'];
/** After so many ends `up` no longer waits for a service; by the engine's delays that is after a minute. */
const mostEnds = 10;
const quietWords: readonly string[] = ['waiting', 'ready', 'done', 'stopped', ...failedWords];

const outcomes = new WeakMap<Snapshot, StartOutcome>();

/** The outcome that a Snapshot shows. Two views and each stream of views ask for it after every change, so it is derived once. */
export function startOutcome(snapshot: Snapshot): StartOutcome {
  const known = outcomes.get(snapshot);
  if (known !== undefined) return known;
  const outcome = outcomeOf(snapshot);
  outcomes.set(snapshot, outcome);
  return outcome;
}

function outcomeOf(snapshot: Snapshot): StartOutcome {
  // A container that ran before this `up` may be about to be replaced.
  if (!composeHasLooked(snapshot)) return 'starting';
  if (environmentIsReady(snapshot) && !codeIsOnItsWay(snapshot)) return 'ready';
  if (snapshot.environment === undefined || snapshot.goal !== 'up') return 'starting';
  const awaited = new Set(awaitedServices(snapshot));
  const views = viewServices(snapshot).filter((view) => awaited.has(view.name));
  const settled = views.every((view) => wordsOf(view).every((word) => isSettled(view, word)));
  if (settled && views.some((view) => failedForGood(snapshot, view))) return 'failed';
  const areStarted = views.every(({ name }) => {
    const service = snapshot.services[name];
    if (service === undefined || service.instances.length < service.scale) return false;
    return wantedInstances(service).every((one) => one.container.startedAt !== undefined && wasStarted(one));
  });
  return areStarted ? 'started' : 'starting';
}

/** A process that has run for this long has not ended at once: one second, and the moment that the engine takes to note an end. */
const atOnceMs = 1000 + 250;

/**
 * When it will be proven that no ready service ends right after its start, in milliseconds since the epoch; 0: there is nothing to prove. A
 * service without a health check counts as ready because it runs, which says little in its first second. A passed health check proves more.
 */
export function provenAt(snapshot: Snapshot): number {
  const starts = awaitedServices(snapshot).flatMap((name) =>
    (snapshot.services[name]?.instances ?? []).flatMap(({ container }) => {
      const isUnproven = container.status === 'running' && container.health === 'none';
      return isUnproven && container.startedAt !== undefined ? [container.startedAt + atOnceMs] : [];
    }),
  );
  return Math.max(0, ...starts);
}

function composeHasLooked(snapshot: Snapshot): boolean {
  return awaitedServices(snapshot).every((name) => {
    const service = snapshot.services[name];
    const isHeld = pauseThatHolds(snapshot, name) !== undefined;
    const settled = service === undefined || service.created || service.createError !== undefined || isHeld;
    return settled || snapshot.images[name]?.state === 'unavailable';
  });
}

/** Whether a service, or its newest source or image, has failed and nothing is under way that could change that. */
export function failedForGood(snapshot: Snapshot, view: ServiceView): boolean {
  return (
    (wordsOf(view).some((word) => failedWords.includes(word)) ||
      view.code?.state === 'stale' ||
      view.image.refused !== undefined ||
      endsForGood(view)) &&
    !isBusy(snapshot, view.name)
  );
}

/** The words to look at: of a degraded service those of its instances, because one of them may have failed for good. */
function wordsOf({ state, instances }: ServiceView): readonly string[] {
  return state === 'degraded' ? instances.map((instance) => instance.state) : [state];
}

function isSettled(view: ServiceView, word: string): boolean {
  return quietWords.includes(word) || (word === 'restarting' && endsForGood(view));
}

function endsForGood(view: ServiceView): boolean {
  return wordsOf(view).includes('restarting') && (view.ends?.count ?? 0) >= mostEnds;
}
