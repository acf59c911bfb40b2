import type { Handoff } from '../environment/environment.js';
import type { Build, BuildError, ServiceBuilds } from './builds.js';
import type { EventOf } from './event.js';
import { runOf } from './services.js';
import type { Snapshot } from './snapshot.js';

type Report = EventOf<'runner.reported'>;

/** What a report of the runner says about the builds of its service. */
export function reduceRunner(one: ServiceBuilds, event: Report, snapshot: Snapshot): ServiceBuilds {
  const container = snapshot.services[one.service]?.container;
  const noted = {
    ...handedOver(one, event, snapshot),
    heardFrom: container === undefined ? one.heardFrom : runOf(container),
  };
  switch (event.state) {
    case 'starting':
      return update(noted, event.build, (build) => begun(build, event.at));
    case 'ready':
      return update(noted, event.build, (build) => withPhase(build, 'ready', event.durationMs));
    case 'live':
      return live(
        update(noted, event.build, (build) => ({ ...build, outcome: 'live', errors: [] })),
        event.build,
        event.at,
      );
    case 'draining':
      return noted;
    case 'drained':
      return update(noted, one.live, (build) => withPhase(build, 'drain', event.durationMs));
    case 'failed':
      return update(noted, event.build, (build) => ({
        ...build,
        outcome: 'rejected',
        errors: [startError(event, one, snapshot)],
      }));
    // `build` is the one that answers again, `previous` the one that was given up.
    case 'rolled-back':
      return live(
        update(noted, event.previous, (build) => ({
          ...build,
          outcome: 'rolled-back',
          errors: [startError(event, one, snapshot)],
        })),
        event.build,
        event.at,
      );
    case 'exited':
      return event.build === noted.live ? { ...noted, live: undefined, liveSince: undefined } : noted;
    default:
      return event.state satisfies never;
  }
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

/** Why a build did not stay: the first line it left, at the first frame of a panic that is the service's own code. */
function startError(event: Report, one: ServiceBuilds, snapshot: Snapshot): BuildError {
  const lines = (event.detail ?? 'it ended without a word').split('\n');
  const panic = lines.find((line) => /^(panic|fatal error): /.test(line));
  const message = panic ?? lines.find((line) => line.trim() !== '') ?? 'it ended without a word';
  const root = snapshot.environment?.root;
  for (const line of lines) {
    const [, file, row] = /^\s+(\/\S.*\.go):(\d+)/.exec(line) ?? [];
    if (file === undefined || !one.folders?.includes(file.slice(0, file.lastIndexOf('/')))) continue;
    const shown = root !== undefined && file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
    return { file: shown, line: Number(row), column: undefined, message, excerpt: [] };
  }
  return { file: undefined, line: undefined, column: undefined, message, excerpt: [] };
}
