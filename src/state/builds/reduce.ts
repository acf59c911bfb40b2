import { reduceChecks } from '../checks/reduce.js';
import type { RunningEffect } from '../core/effect.js';
import type { Event } from '../core/event.js';
import { concerns } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ContainerObservation } from '../instances/container.js';
import { findInstance } from '../instances/find-instance.js';
import { newServiceBuilds, type ServiceBuilds } from './builds.js';
import { summed } from './in-all.js';
import { endedOf, runs, toldAll, updateInstance } from './instance-changes.js';
import { buildStarted, cancelled, finished } from './reduce-history.js';
import { chosen, follow, pinnedTo, reused, unpinned } from './reduce-kept.js';
import { reduceRunner } from './reduce-runner.js';
import { changed, declared, failedToAsk, listed, lookedAgain, notAnswered } from './reduce-source.js';
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
