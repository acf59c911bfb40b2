import type { EventOf } from '../core/event.js';
import type { Build, ServiceBuilds } from './builds.js';
import { swapTo } from './instance-changes.js';

/** The service whose source turned out to be that of a kept build, which is current now. */
export function reused(one: ServiceBuilds, event: EventOf<'build.reused'>): ServiceBuilds {
  const { same, requestedAt, at } = event;
  const { pending, pinned } = one;
  // A change that came while the source was looked at is still to be built.
  const newer = pending !== undefined && pending.requestedAt !== requestedAt ? pending : undefined;
  const known = one.history.some(({ number }) => number === same.number)
    ? one.history
    : [...one.history, same].sort((a, b) => b.number - a.number);
  const after = { ...one, history: known, pending: newer };
  // At a start where nothing has changed the history stays; where an error was repaired by taking it back it gets an entry.
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

/** Whether a build is shown: a cancelled one is replaced by the next. */
function shown({ outcome }: Build): boolean {
  return outcome !== 'cancelled';
}

/** The service in which this build is to answer from now on; unchanged where it is current already. */
export function follow(one: ServiceBuilds, current: number): ServiceBuilds {
  // Even where it answers already: a newer one may be on its way, which is taken back.
  return current === one.current ? one : chosen(one, current);
}

/** The service in which this build is to answer from now on; every container is told, also one that has it. */
export function chosen(one: ServiceBuilds, current: number): ServiceBuilds {
  const goBackTo = one.live === undefined || one.live === current ? one.goBackTo : one.live;
  return swapTo({ ...one, current, goBackTo: goBackTo === current ? undefined : goBackTo }, current);
}

/** The service after somebody has pinned a kept build: it answers until it is unpinned, or a build is asked for by hand. */
export function pinnedTo(one: ServiceBuilds, build: number): ServiceBuilds {
  if (!one.kept.includes(build)) return one;
  return { ...chosen(one, build), pinned: build };
}

/** The service after it was unpinned: its source counts again, so a build is wanted. */
export function unpinned(one: ServiceBuilds, at: number): ServiceBuilds {
  if (one.pinned === undefined) return one;
  const pending = { cause: 'no longer pinned', files: [], requestedAt: at, forced: false };
  return { ...one, pinned: undefined, pending: one.pending ?? pending };
}
