import { inFlightFor } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { type Build, isAsDeclared, type ServiceBuilds } from './builds.js';
import { starves } from './patience.js';

const mostBuilds = 20;
/** The most files that are remembered of a finished build; its cause tells the number of all. */
const mostFiles = 50;

/** The service once a build has begun: it takes with it what was wanted. */
export function buildStarted(
  one: ServiceBuilds,
  number: number,
  at: number,
  snapshot: Snapshot,
): ServiceBuilds {
  const requestedAt = one.pending?.requestedAt ?? at;
  const under = inFlightFor(snapshot, 'build', one.service)?.effect;
  const build: Build = {
    number,
    cause: one.pending?.cause ?? 'asked for by hand',
    files: one.pending?.files ?? [],
    requestedAt,
    startedAt: at,
    finishedAt: undefined,
    outcome: 'building',
    phasesMs: { wait: Math.max(0, at - requestedAt) },
    errors: [],
  };
  // Cancelled builds are dropped for the one that replaces them, so that a change of a thousand files is one line and not fifty.
  const before = one.history.filter(
    (known) => known.outcome !== 'cancelled' || one.kept.includes(known.number),
  );
  return {
    ...one,
    // A build of an older declaration does not do what is wanted.
    pending: under === undefined || isAsDeclared(one, under) ? undefined : one.pending,
    building: number,
    // The machine's clock may have been set back; this build must not look old.
    cancellingSince: one.cancellingSince ?? Math.max(snapshot.at, at),
    history: kept([build, ...before], one),
    nextNumber: Math.max(one.nextNumber, number + 1),
  };
}

/** The build that answers and the one it may go back to are never forgotten. */
function kept(history: readonly Build[], one: ServiceBuilds): readonly Build[] {
  return history.filter(
    (build, i) => i < mostBuilds || build.number === one.live || build.number === one.current,
  );
}

/** The service once a build has ended. */
export function finished(one: ServiceBuilds, number: number, at: number, end: Partial<Build>): ServiceBuilds {
  return {
    ...one,
    cancellingSince: end.outcome === 'cancelled' ? one.cancellingSince : cancellingAfter(one, at),
    building: one.building === number ? undefined : one.building,
    history: one.history.map((build) =>
      build.number === number
        ? {
            ...build,
            ...end,
            files: end.outcome === 'cancelled' ? build.files : build.files.slice(0, mostFiles),
            finishedAt: at,
            phasesMs: { ...build.phasesMs, ...end.phasesMs },
          }
        : build,
    ),
  };
}

/** `cancellingSince` after a build has ended: as long as changes come faster than builds, builds are let go on to their ends. */
function cancellingAfter(one: ServiceBuilds, at: number): number | undefined {
  return one.pending !== undefined && starves(one, at) ? one.cancellingSince : undefined;
}

/** The service once a build was broken off. */
export function cancelled(one: ServiceBuilds, number: number, at: number): ServiceBuilds {
  const under = one.history.find((build) => build.number === number);
  const ended = finished(one, number, at, { outcome: 'cancelled' });
  // Nothing is left of the cancelled build, so its number is used again and people see no gap.
  const after = { ...ended, nextNumber: one.nextNumber === number + 1 ? number : one.nextNumber };
  if (after.pending !== undefined || under === undefined) return after;
  // A build that ended for another reason than newer source is still wanted.
  const { cause, files, requestedAt } = under;
  return { ...after, pending: { cause, files, requestedAt, forced: false } };
}
