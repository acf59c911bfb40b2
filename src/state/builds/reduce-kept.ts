import type { EventOf } from '../core/event.js';
import type { Build, ServiceBuilds } from './builds.js';
import { swapTo } from './instance-changes.js';

/** The source is that of a kept build, which is current now. */
export function reused(one: ServiceBuilds, event: EventOf<'build.reused'>): ServiceBuilds {
  const { same, requestedAt, at } = event;
  const { pending, pinned } = one;
  // What changed while the source was looked at is still to be built.
  const newer = pending !== undefined && pending.requestedAt !== requestedAt ? pending : undefined;
  const known = one.history.some(({ number }) => number === same.number)
    ? one.history
    : [...one.history, same].sort((a, b) => b.number - a.number);
  const after = { ...one, history: known, pending: newer };
  // Nothing to tell at a start where nothing has changed; everything to tell where an error is repaired by taking it back.
  if (one.current === same.number && known.find(shown)?.errors.length === 0) return after;
  const build: Build = {
    number: event.build,
    cause: pending?.cause ?? same.cause,
    files: pending?.files ?? [],
    requestedAt,
    startedAt: at,
    finishedAt: at,
    outcome: 'unchanged',
    phasesMs: event.phasesMs,
    errors: [],
    path: 'kept',
    reason: `the source is that of build ${same.number}`,
  };
  return follow(
    {
      ...after,
      history: [build, ...known.filter(shown)],
      nextNumber: Math.max(one.nextNumber, event.build + 1),
    },
    pinned ?? same.number,
  );
}

/** A cancelled build lives on in the one that replaced it. */
function shown({ outcome }: Build): boolean {
  return outcome !== 'cancelled';
}

/** From now on this build is the one that should answer. */
export function follow(one: ServiceBuilds, current: number): ServiceBuilds {
  // Even where it answers already: a newer one may be on its way, which is taken back.
  return current === one.current ? one : chosen(one, current);
}

/** From now on this build is the one that should answer, and every container is told, also of what it knows. */
export function chosen(one: ServiceBuilds, current: number): ServiceBuilds {
  const goBackTo = one.live === undefined || one.live === current ? one.goBackTo : one.live;
  return swapTo({ ...one, current, goBackTo: goBackTo === current ? undefined : goBackTo }, current);
}

/** Somebody chose a kept build: it answers until they let it go, or ask for a build by hand. */
export function pinnedTo(one: ServiceBuilds, build: number): ServiceBuilds {
  if (!one.kept.includes(build)) return one;
  return { ...chosen(one, build), pinned: build };
}

/** The source counts again, whatever happened to it meanwhile. */
export function unpinned(one: ServiceBuilds, at: number): ServiceBuilds {
  if (one.pinned === undefined) return one;
  const pending = { cause: 'no longer pinned', files: [], requestedAt: at, forced: false };
  return { ...one, pinned: undefined, pending: one.pending ?? pending };
}
