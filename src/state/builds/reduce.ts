import type { GoSource } from '../../environment/environment.js';
import { reduceChecks } from '../checks/reduce.js';
import type { RunningEffect } from '../core/effect.js';
import type { Event, EventOf } from '../core/event.js';
import { concerns, inFlightFor } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from '../instances/container.js';
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
      // A second `up` of a running controller tells nothing that it does not know better.
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
        // It was too late to stop when another was chosen: that one is put back.
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
/** Of a finished build so many files are remembered; its cause has the number of all. */
const mostFiles = 50;

function declared(known: ServiceBuilds, go: GoSource | undefined, at: number): ServiceBuilds {
  const directory = go?.directory;
  const moved = known.directory !== undefined && known.directory !== directory;
  const otherwise = known.directory !== undefined && known.builtBy !== go?.builtBy;
  // What is known of another folder's packages says nothing about this one's.
  const one = {
    ...known,
    ...{ directory, builtBy: go?.builtBy },
    ...(moved ? { source: undefined, answer: undefined } : {}),
  };
  const isKnown = [one.building, one.pending, one.source, one.question, one.asking].some(
    (part) => part !== undefined,
  );
  if (!moved && !otherwise && isKnown) return one;
  // Whether the source is still that of the build which answers, Go can say of all services at once.
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
 * What is saved while Go is reading, or in a folder that is only about to be watched, may be seen by nobody: so Go is asked once more when
 * all is at rest.
 */
function lookedAgain(one: ServiceBuilds, at: number): ServiceBuilds {
  if (one.savedAt === undefined || Math.abs(at - one.savedAt) < restMs) return one;
  if (one.pending !== undefined || one.building !== undefined || one.asking !== undefined) return one;
  return { ...one, savedAt: undefined, question: one.question ?? { files: [], at } };
}

/** A build of what is there now, for these files and for what is still to be built. */
function wanted(one: ServiceBuilds, files: readonly string[], at: number, snapshot: Snapshot): ServiceBuilds {
  // What a build under way was for is not done when that build is cancelled for something newer.
  const under = one.history.find((build) => build.number === one.building);
  const all = united(files, one.pending?.files, under?.files);
  return {
    ...one,
    // The build asks Go by itself.
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

/** Go's answer: that of a build is what it was built from; any other one may call for a build. */
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
  // A cancelled build lives on in the one that replaces it: a change of a thousand files is one line, not fifty.
  const before = one.history.filter(
    (known) => known.outcome !== 'cancelled' || one.kept.includes(known.number),
  );
  return {
    ...one,
    // A build of what was declared before is not what is wanted.
    pending: under === undefined || isAsDeclared(one, under) ? undefined : one.pending,
    building: number,
    // A clock that is set back must not make this build look old.
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

/** As long as changes come faster than builds, one build after the other is let go on to its end. */
function cancellingAfter(one: ServiceBuilds, at: number): number | undefined {
  return one.pending !== undefined && starves(one, at) ? one.cancellingSince : undefined;
}

function cancelled(one: ServiceBuilds, number: number, at: number): ServiceBuilds {
  const under = one.history.find((build) => build.number === number);
  const ended = finished(one, number, at, { outcome: 'cancelled' });
  // Nothing of it is left, so its number is free: people should not see numbers jump.
  const after = { ...ended, nextNumber: one.nextNumber === number + 1 ? number : one.nextNumber };
  if (after.pending !== undefined || under === undefined) return after;
  // Ended for another reason than newer source: what it was for is still to be built.
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

/** The simulator's own trouble: what was to be done is still to be done, once something has changed. */
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

/** While it is paused a container answers nobody, and has forgotten nothing. */
function observed(one: ServiceBuilds, container: ContainerObservation, before: Snapshot): ServiceBuilds {
  const known = before.services[one.service]?.instances.find(({ index }) => index === container.index);
  // News of a container that another one has replaced.
  if (known !== undefined && known.container.id !== container.id) {
    if (known.container.createdAt > container.createdAt) return one;
  }
  if (container.status === 'paused') return one;
  if (container.status !== 'running') return endedOf(one, ({ index }) => index === container.index);
  return adopted(runs(one, container), container, before);
}

/** Its containers may be there already when its source is declared. */
function withRunning(one: ServiceBuilds, { services }: Snapshot): ServiceBuilds {
  return (services[one.service]?.instances ?? [])
    .filter(({ container }) => container.status === 'running')
    .reduce((all, { container }) => runs(all, container), one);
}

/** A container that ran before this controller did: its runner is told again, and tells what answers. */
function adopted(one: ServiceBuilds, container: ContainerObservation, before: Snapshot): ServiceBuilds {
  const { index, startedAt } = container;
  const seen = before.services[one.service]?.instances.some((known) => known.index === index) === true;
  const live = one.instances.find((known) => known.index === index)?.live;
  if (seen || live !== undefined || startedAt === undefined || startedAt >= before.startedAt) return one;
  return { ...one, swapWanted: one.swapWanted ?? one.current };
}

/** Without an answer a build finds out: whatever is in the way it tells as its failure. */
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
