import type { Handoff } from '../../environment/environment.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { runOf } from '../instances/container.js';
import type { Build, ServiceBuilds } from './builds.js';
import { startError } from './start-error.js';

type Report = EventOf<'runner.reported'>;

/** What a report of the runner says about the builds of its service. */
export function reduceRunner(one: ServiceBuilds, event: Report, snapshot: Snapshot): ServiceBuilds {
  const container = snapshot.services[one.service]?.instances[0]?.container;
  const error = () => startError(event, one.source?.folders ?? [], snapshot.environment?.root);
  const noted = {
    ...handedOver(one, event, snapshot),
    unheard: undefined,
    heardFrom: container === undefined ? one.heardFrom : runOf(container),
    late: event.state === 'unready' || event.state === 'draining' ? one.late : undefined,
  };
  switch (event.state) {
    case 'starting':
      return update(noted, event.build, (build) => begun(build, event.at));
    case 'ready':
      return update(noted, event.build, (build) => withPhase(build, 'ready', event.durationMs));
    case 'live': {
      const after = update(noted, event.build, (build) => ({ ...build, outcome: 'live', errors: [] }));
      // Heard too late, because the engine was gone: it was so until its container ended.
      return container?.status === 'exited' ? after : live(after, event.build, event.at);
    }
    case 'late':
      return { ...noted, late: event.detail ?? 'no answer' };
    // Health is the service's, not the build's.
    case 'unready':
    case 'draining':
      return noted;
    case 'drained':
      return update(noted, one.live, (build) => withPhase(build, 'drain', event.durationMs));
    case 'failed':
      return update(noted, event.build, (build) => ({
        ...build,
        outcome: 'rejected',
        errors: [error()],
      }));
    // `build` is the one that answers again, `previous` the one that was given up.
    case 'rolled-back':
      return live(
        update(backOn(noted, event, snapshot), event.previous, (build) => ({
          ...build,
          outcome: 'rolled-back',
          errors: [error()],
        })),
        event.build,
        event.at,
      );
    case 'exited':
      if (event.build === noted.live) return { ...noted, live: undefined, liveSince: undefined };
      return update(noted, event.build, superseded);
    default:
      return event.state satisfies never;
  }
}

/**
 * `current` names the build that answers, or else the bad one would be tried again by the next start. A report that an earlier
 * controller has heard is dealt with, and newer builds may have come since.
 */
function backOn(one: ServiceBuilds, { build, previous, at }: Report, snapshot: Snapshot): ServiceBuilds {
  if (build === undefined || one.current !== previous || at < snapshot.startedAt) return one;
  const pinned = one.pinned === undefined ? undefined : build;
  return { ...one, current: build, pinned, putBack: true };
}

/** A newer one came before it was ready. */
function superseded(build: Build): Build {
  return build.outcome === 'built' || build.outcome === 'starting'
    ? { ...build, outcome: 'cancelled' }
    : build;
}

/** A build that was live before only starts again, with its container or for want of a better one. */
function begun(build: Build, at: number): Build {
  if (build.outcome !== 'built') return build;
  // From the finished binary to its process: writing, signalling, and the old one's end with `restart`.
  const start = Math.max(0, at - (build.finishedAt ?? at));
  return { ...build, outcome: 'starting', phasesMs: { ...build.phasesMs, start } };
}

function live(one: ServiceBuilds, build: number | undefined, at: number): ServiceBuilds {
  if (build === undefined) return one;
  return {
    ...one,
    liveSince: one.live === build ? one.liveSince : at,
    live: build,
    swapWanted: one.swapWanted === build ? undefined : one.swapWanted,
  };
}

function update(
  one: ServiceBuilds,
  number: number | undefined,
  step: (build: Build) => Build,
): ServiceBuilds {
  return { ...one, history: one.history.map((build) => (build.number === number ? step(build) : build)) };
}

function withPhase(build: Build, phase: 'ready' | 'drain', durationMs: number | undefined): Build {
  return durationMs === undefined
    ? build
    : { ...build, phasesMs: { ...build.phasesMs, [phase]: durationMs } };
}

const lesser: Record<Handoff, string> = {
  http: 'takes over request by request',
  tcp: 'takes over connection by connection',
  restart: 'the old build ends before the new one starts',
};

/** Says so when builds take over in another way than was declared. */
function handedOver(one: ServiceBuilds, event: Report, snapshot: Snapshot): ServiceBuilds {
  const declared = snapshot.environment?.services[one.service]?.go?.handoff;
  if (event.handoff === undefined || declared === undefined) return one;
  // What a failure says is about the build, not about the way of taking over.
  const told = ['failed', 'rolled-back', 'exited'].includes(event.state) ? undefined : event.detail;
  const handoffNote =
    event.handoff === declared
      ? undefined
      : `${event.handoff} instead of ${declared}: ${told ?? lesser[event.handoff]}`;
  if (handoffNote === one.handoffNote) return one;
  // The reason comes with one report only; a later one without it takes nothing back.
  if (handoffNote !== undefined && told === undefined && one.handoffNote !== undefined) return one;
  const notes = [one.watchNote, handoffNote].filter((part) => part !== undefined);
  return { ...one, handoffNote, note: notes.length === 0 ? undefined : notes.join('; ') };
}
