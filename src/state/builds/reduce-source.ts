import type { GoSource } from '../../environment/environment.js';
import type { RunningEffect } from '../core/effect.js';
import type { EventOf } from '../core/event.js';
import { concerns } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { effectOf } from './affected.js';
import { changeCause } from './build-cause.js';
import type { ServiceBuilds } from './builds.js';
import { restMs } from './patience.js';

/** The service as it is declared now: another source or another way to build it wants a build. */
export function declared(known: ServiceBuilds, go: GoSource | undefined, at: number): ServiceBuilds {
  const directory = go?.directory;
  const moved = known.directory !== undefined && known.directory !== directory;
  const otherwise = known.directory !== undefined && known.builtBy !== go?.builtBy;
  // What is known of the packages of another folder does not count for this one.
  const one = {
    ...known,
    ...{ directory, builtBy: go?.builtBy },
    ...(moved ? { source: undefined, answer: undefined } : {}),
  };
  const isKnown = [one.building, one.pending, one.source, one.question, one.asking].some(
    (part) => part !== undefined,
  );
  if (!moved && !otherwise && isKnown) return one;
  // Go is asked, about all services at once, whether the source is still that of the build that answers.
  if (!moved && !otherwise && one.current !== undefined) return { ...one, question: { files: [], at } };
  const cause = moved
    ? 'another folder is declared'
    : otherwise
      ? 'its Dockerfile builds it otherwise'
      : 'first build';
  return { ...one, pending: { cause, files: [], requestedAt: at, forced: false } };
}

/** The service once files were saved: those that are in its binary want a build, those of which only Go knows a question. */
export function changed(
  one: ServiceBuilds,
  files: readonly string[],
  at: number,
  snapshot: Snapshot,
): ServiceBuilds {
  const effects = files.map((file) => ({ file, effect: effectOf(one, file) }));
  const of = (wanted: 'builds' | 'asks') =>
    effects.flatMap(({ file, effect }) => (effect === wanted ? [file] : []));
  const [mine, unclear] = [of('builds'), of('asks')];
  if (mine.length > 0) return wanted(one, [...mine, ...unclear], at, snapshot);
  if (unclear.length === 0) return one;
  return { ...one, question: { files: united(unclear, one.question?.files), at } };
}

/**
 * Asks Go once more when a saved tree has come to rest: a file that was saved while Go was reading, or in a folder that was not watched yet,
 * may have been missed.
 */
export function lookedAgain(one: ServiceBuilds, at: number): ServiceBuilds {
  if (one.savedAt === undefined || Math.abs(at - one.savedAt) < restMs) return one;
  if (one.pending !== undefined || one.building !== undefined || one.asking !== undefined) return one;
  return { ...one, savedAt: undefined, question: one.question ?? { files: [], at } };
}

/** The service with a build of the present source wanted, for these files and for those that are still to be built. */
function wanted(one: ServiceBuilds, files: readonly string[], at: number, snapshot: Snapshot): ServiceBuilds {
  // The files of a build under way are built with the newer ones, because that build is cancelled.
  const under = one.history.find((build) => build.number === one.building);
  const all = united(files, one.pending?.files, under?.files);
  return {
    ...one,
    // The build itself asks Go.
    question: undefined,
    pending: {
      cause: all.length === 0 ? 'the source has changed meanwhile' : changeCause(all, one, snapshot),
      files: all,
      requestedAt: at,
      forced: one.pending?.forced ?? false,
    },
  };
}

function united(...lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))];
}

/** The service after Go's answer. An answer to a build tells what that is built from; any other answer may call for a build. */
export function listed(
  before: ServiceBuilds,
  event: EventOf<'packages.listed'>,
  snapshot: Snapshot,
): ServiceBuilds {
  const answer = { source: event.source, problem: event.problem };
  const one = { ...before, source: event.list, leftOut: event.notes ?? [] };
  if (event.by === 'build') return { ...one, answer };
  const { asking } = one;
  const after = { ...one, asking: undefined };
  if (asking === undefined) return after;
  const recovered =
    one.answer === undefined && answer.source !== undefined && one.recovered.includes(answer.source);
  if (recovered) return { ...after, answer };
  const same = one.answer?.source === answer.source && one.answer?.problem === answer.problem;
  return same ? after : wanted(after, asking.files, asking.at, snapshot);
}

/** It was asked and broken off before Go answered, because everything went down: if it comes up again it is asked again. */
export function notAnswered(one: ServiceBuilds, effect: RunningEffect): ServiceBuilds {
  if (one.asking === undefined || !concerns(effect, one.service)) return one;
  return { ...one, asking: undefined, question: one.question ?? one.asking };
}

/** The service after Go could not be asked: a build is wanted, which tells the reason as its failure. */
export function failedToAsk(one: ServiceBuilds): ServiceBuilds {
  if (one.asking === undefined) return one;
  const { files, at: requestedAt } = one.asking;
  const cause = 'whether the source has changed could not be asked';
  return { ...one, asking: undefined, pending: one.pending ?? { cause, files, requestedAt, forced: false } };
}
