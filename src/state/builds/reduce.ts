import type { GoSource } from '../../environment/environment.js';
import { reduceChecks } from '../checks/reduce.js';
import type { RunningEffect } from '../core/effect.js';
import type { Event, EventOf } from '../core/event.js';
import { concerns, inFlightFor } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from '../instances/container.js';
import { findInstance } from '../instances/find-instance.js';
import { effectOf } from './affected.js';
import { changeCause } from './build-cause.js';
import { type Build, isAsDeclared, newServiceBuilds, type ServiceBuilds } from './builds.js';
import { summed } from './in-all.js';
import { endedOf, runs, toldAll, updateInstance } from './instance-changes.js';
import { restMs, starves } from './patience.js';
import { chosen, follow, pinnedTo, reused, unpinned } from './reduce-kept.js';
import { reduceRunner } from './reduce-runner.js';
import { unheardBecause } from './reporting.js';

type Builds = Snapshot['builds'];

/** The builds of every `go` service after an event. */
export function reduceBuilds(builds: Builds, event: Event, snapshot: Snapshot): Builds {
  const after = each(builtBy(builds, event, snapshot), (one) => {
    const before = builds[one.service];
    return before === undefined ? one : summed(one, before, snapshot.services[one.service]?.scale ?? 1);
  });
  return each(after, (one) => reduceChecks(one, event, snapshot));
}

function builtBy(builds: Builds, event: Event, snapshot: Snapshot): Builds {
  switch (event.kind) {
    case 'environment.declared': {
      const { services, watch } = event.environment;
      if (!watch) return Object.keys(builds).length === 0 ? builds : {};
      const sources = Object.values(services).filter(({ go }) => go !== undefined);
      return Object.fromEntries(
        sources.map(({ name, go }) => [
          name,
          declared(builds[name] ?? withRunning(newServiceBuilds(name), snapshot), go, event.at),
        ]),
      );
    }
    case 'source.changed':
      return each(builds, (one) => ({ ...changed(one, event.files, event.at, snapshot), savedAt: event.at }));
    case 'clock.ticked':
      return each(builds, (one) => lookedAgain(one, event.at));
    case 'watch.started':
      return each(builds, (one) => noted({ ...one, watchNote: event.detail }));
    case 'effect.started':
      return each(builds, (one) => started(one, event.effect));
    case 'effect.finished':
      return event.effect.kind === 'list-packages'
        ? each(builds, (one) => notAnswered(one, event.effect))
        : builds;
    case 'effect.failed':
      return each(builds, (one) => broke(one, event.effect, event.detail, event.at));
    case 'container.observed':
      return change(builds, event.container.service, (one) => observed(one, event.container, snapshot));
    case 'container.removed': {
      const { service, id } = event;
      const gone = snapshot.services[service]?.instances.find(({ container }) => container.id === id);
      return change(builds, service, (one) => endedOf(one, ({ index }) => index === gone?.index));
    }
    case 'builds.recovered': {
      const one = builds[event.service] ?? newServiceBuilds(event.service);
      // This controller knows more of its builds than a second `up` finds on the disk.
      if (one.source !== undefined || one.building !== undefined || one.history.length > 0) return builds;
      const { nextNumber, current, history, sources } = event;
      const pinned = event.pinned ? current : undefined;
      const kept = history.map(({ number }) => number);
      return {
        ...builds,
        [event.service]: { ...one, nextNumber, current, pinned, kept, history, recovered: sources },
      };
    }
    case 'rebuild.requested':
      return change(builds, event.service, (one) => ({
        ...one,
        pinned: undefined,
        pending: { cause: 'asked for by hand', files: [], requestedAt: event.at, forced: true },
      }));
    case 'pin.requested':
      return change(builds, event.service, (one) => pinnedTo(one, event.build));
    case 'unpin.requested':
      return change(builds, event.service, (one) => unpinned(one, event.at));
    case 'build.reused':
      return change(builds, event.service, (one) => reused(one, event));
    case 'builds.pruned':
      return change(builds, event.service, (one) => ({ ...one, kept: event.kept }));
    case 'packages.listed':
      return change(builds, event.service, (one) => listed(one, event, snapshot));
    case 'build.started':
      return change(builds, event.service, (one) => buildStarted(one, event.build, event.at, snapshot));
    case 'build.succeeded':
      return change(builds, event.service, (one) => {
        const outcome = event.unchanged ? 'unchanged' : 'built';
        const { phasesMs, path, reason } = event;
        const after = finished(one, event.build, event.at, { outcome, phasesMs, path, reason });
        // The build was too far to stop when another one was pinned, which is put back.
        return one.pinned === undefined ? follow(after, event.current) : chosen(after, one.pinned);
      });
    case 'build.failed':
      return change(builds, event.service, (one) =>
        finished(one, event.build, event.at, {
          outcome: 'failed',
          errors: event.errors,
          phasesMs: event.phasesMs,
        }),
      );
    case 'build.cancelled':
      return change(builds, event.service, (one) => cancelled(one, event.build, event.at));
    case 'runner.unheard':
      return change(builds, event.service, (one) => unheardBecause(one, event, snapshot));
    case 'runner.reported':
      return change(builds, event.service, (one) => reduceRunner(one, event, snapshot));
    default:
      return builds;
  }
}

const mostBuilds = 20;
/** The most files that are remembered of a finished build; its cause tells the number of all. */
const mostFiles = 50;

function declared(known: ServiceBuilds, go: GoSource | undefined, at: number): ServiceBuilds {
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

function changed(
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
function lookedAgain(one: ServiceBuilds, at: number): ServiceBuilds {
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
function listed(before: ServiceBuilds, event: EventOf<'packages.listed'>, snapshot: Snapshot): ServiceBuilds {
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

function buildStarted(one: ServiceBuilds, number: number, at: number, snapshot: Snapshot): ServiceBuilds {
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

function finished(one: ServiceBuilds, number: number, at: number, end: Partial<Build>): ServiceBuilds {
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

function cancelled(one: ServiceBuilds, number: number, at: number): ServiceBuilds {
  const under = one.history.find((build) => build.number === number);
  const ended = finished(one, number, at, { outcome: 'cancelled' });
  // Nothing is left of the cancelled build, so its number is used again and people see no gap.
  const after = { ...ended, nextNumber: one.nextNumber === number + 1 ? number : one.nextNumber };
  if (after.pending !== undefined || under === undefined) return after;
  // A build that ended for another reason than newer source is still wanted.
  const { cause, files, requestedAt } = under;
  return { ...after, pending: { cause, files, requestedAt, forced: false } };
}

function started(one: ServiceBuilds, effect: RunningEffect): ServiceBuilds {
  if (!concerns(effect, one.service)) return one;
  if (effect.kind === 'swap') {
    const { build, index } = effect;
    return toldAll(
      updateInstance({ ...one, putBack: false }, index, (instance) => ({
        ...instance,
        told: build,
        taking: instance.live === build && instance.taking === undefined ? undefined : build,
      })),
    );
  }
  return effect.kind === 'list-packages' ? { ...one, asking: one.question, question: undefined } : one;
}

/** It was asked and broken off before Go answered, because everything went down: if it comes up again it is asked again. */
function notAnswered(one: ServiceBuilds, effect: RunningEffect): ServiceBuilds {
  if (one.asking === undefined || !concerns(effect, one.service)) return one;
  return { ...one, asking: undefined, question: one.question ?? one.asking };
}

/** The service after an effect failed for a reason of the simulator's own: it is still wanted, once something has changed. */
function broke(one: ServiceBuilds, effect: RunningEffect, detail: string, at: number): ServiceBuilds {
  if (!concerns(effect, one.service)) return one;
  if (effect.kind === 'swap') {
    const untold = updateInstance(one, effect.index, (instance) => ({
      ...instance,
      ...{ told: undefined, taking: undefined },
    }));
    return { ...untold, swapWanted: one.swapWanted ?? one.current };
  }
  if (effect.kind === 'list-packages') return failedToAsk(one);
  if (effect.kind !== 'build') return one;
  const error = { file: undefined, line: undefined, column: undefined, message: detail, excerpt: [] };
  const number = one.building;
  return number === undefined ? one : finished(one, number, at, { outcome: 'failed', errors: [error] });
}

/** The service after an observation of one of its containers. A paused one does not answer, but its runner has forgotten nothing. */
function observed(one: ServiceBuilds, container: ContainerObservation, before: Snapshot): ServiceBuilds {
  const known = findInstance(before, one.service, container.index);
  // Another container has replaced this one already.
  if (known !== undefined && known.container.id !== container.id) {
    if (known.container.createdAt > container.createdAt) return one;
  }
  if (container.status === 'paused') return one;
  if (container.status !== 'running') return endedOf(one, ({ index }) => index === container.index);
  return adopted(runs(one, container), container, before);
}

/** The service with its running containers, which may exist before its source is declared. */
function withRunning(one: ServiceBuilds, { services }: Snapshot): ServiceBuilds {
  return (services[one.service]?.instances ?? [])
    .filter(({ container }) => container.status === 'running')
    .reduce((all, { container }) => runs(all, container), one);
}

/** The service after a container was seen that ran before this controller: its runner is told again, and then reports what answers. */
function adopted(one: ServiceBuilds, container: ContainerObservation, before: Snapshot): ServiceBuilds {
  const { index, startedAt } = container;
  const seen = findInstance(before, one.service, index) !== undefined;
  const live = one.instances.find((known) => known.index === index)?.live;
  if (seen || live !== undefined || startedAt === undefined || startedAt >= before.startedAt) return one;
  return { ...one, swapWanted: one.swapWanted ?? one.current };
}

/** The service after Go could not be asked: a build is wanted, which tells the reason as its failure. */
function failedToAsk(one: ServiceBuilds): ServiceBuilds {
  if (one.asking === undefined) return one;
  const { files, at: requestedAt } = one.asking;
  const cause = 'whether the source has changed could not be asked';
  return { ...one, asking: undefined, pending: one.pending ?? { cause, files, requestedAt, forced: false } };
}

function noted(one: ServiceBuilds): ServiceBuilds {
  const notes = [one.watchNote, one.handoffNote].filter((part) => part !== undefined);
  return { ...one, note: notes.length === 0 ? undefined : notes.join('; ') };
}

function each(builds: Builds, step: (one: ServiceBuilds) => ServiceBuilds): Builds {
  return Object.keys(builds).reduce((all, service) => change(all, service, step), builds);
}

function change(builds: Builds, service: string, step: (one: ServiceBuilds) => ServiceBuilds): Builds {
  const before = builds[service];
  if (before === undefined) return builds;
  const after = step(before);
  return after === before ? builds : { ...builds, [service]: after };
}
