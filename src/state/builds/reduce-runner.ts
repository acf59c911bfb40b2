import type { Handoff } from '../../environment/environment.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Build, ServiceBuilds } from './builds.js';
import { answersEverywhere } from './in-all.js';
import { toldAll, updateInstance } from './instance-changes.js';
import { errorOf, goneBack, isOnlyIts, refused, strayed } from './refusal.js';
import { instanceAfter, reporting, withReporting } from './reporting.js';

type Report = EventOf<'runner.reported'>;

/** The builds of a service after a report of a runner. A report of a container that is gone is ignored. */
export function reduceRunner(one: ServiceBuilds, event: Report, snapshot: Snapshot): ServiceBuilds {
  const instance = reporting(one, event, snapshot);
  if (instance === 'gone') return one;
  const index = instance?.index ?? event.index ?? 1;
  const heard = withReporting(handedOver(one, event, snapshot), index, instance);
  const answered = updateInstance(heard, index, (known) => instanceAfter(known, event, instance, one));
  return toldAll(buildsAfter(answered, one, { ...event, index }, snapshot));
}

/** The builds in the history after a report; `before`: the service as it was known when the report came. */
function buildsAfter(
  one: ServiceBuilds,
  before: ServiceBuilds,
  event: Report & { readonly index: number },
  snapshot: Snapshot,
): ServiceBuilds {
  const isAmongSeveral = areSeveral(one, snapshot);
  const error = () => errorOf(one, event, snapshot, isAmongSeveral);
  const { build: number } = event;
  switch (event.state) {
    case 'starting':
      return update(one, number, (build) => begun(build, event.at));
    case 'ready':
      return update(one, number, (build) => withPhase(build, 'ready', event.durationMs));
    case 'live':
      return isLiveFor(one, number, isAmongSeveral)
        ? update(one, number, (build) => ({ ...build, outcome: 'live', errors: [] }))
        : strayed(one, event, snapshot);
    // `unready` is about the service's health, and not about the build.
    case 'unready':
    case 'late':
    case 'draining':
      return one;
    case 'drained': {
      const live = before.instances.find(({ index }) => index === event.index)?.live;
      return update(one, live, (build) => withPhase(build, 'drain', event.durationMs));
    }
    case 'failed':
      // Where a build that has answered in all containers does not come up again in one, the build is not to blame.
      if (isAmongSeveral && isOnlyIts(one, event)) return one;
      return goneBack(
        update(one, number, (build) => refused(build, 'rejected', error)),
        event,
        isAmongSeveral ? (one.goBackTo ?? event.previous) : undefined,
        snapshot,
      );
    // `previous` is the one that was given up.
    case 'rolled-back':
      return goneBack(
        update(one, event.previous, (build) => refused(build, 'rolled-back', error)),
        { ...event, build: event.previous },
        number,
        snapshot,
      );
    case 'exited':
      return number === before.instances.find(({ index }) => index === event.index)?.live
        ? one
        : update(one, number, superseded);
    default:
      return event.state satisfies never;
  }
}

function areSeveral({ service, instances }: ServiceBuilds, { services }: Snapshot): boolean {
  return instances.length > 1 || (services[service]?.scale ?? 1) > 1;
}

/** Whether a build may be called live: all of several containers have to answer with it, and it must not have been given up. */
function isLiveFor(one: ServiceBuilds, build: number | undefined, isAmongSeveral: boolean): boolean {
  if (!isAmongSeveral) return true;
  return build !== undefined && build === one.current && answersEverywhere(one, build);
}

/** The build after a newer one came before it was ready. */
function superseded(build: Build): Build {
  return build.outcome === 'built' || build.outcome === 'starting'
    ? { ...build, outcome: 'cancelled' }
    : build;
}

/** The build after its process was started. One that was live before only starts again, with its container or for want of a better one. */
function begun(build: Build, at: number): Build {
  if (build.outcome !== 'built') return build;
  // The phase `start` goes from the finished binary to its process: writing, signalling and, with `restart`, the wait until the old one has ended.
  const start = Math.max(0, at - (build.finishedAt ?? at));
  return { ...build, outcome: 'starting', phasesMs: { ...build.phasesMs, start } };
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

/** The service with a note where builds take over in another way than was declared. */
function handedOver(one: ServiceBuilds, event: Report, snapshot: Snapshot): ServiceBuilds {
  const declared = snapshot.environment?.services[one.service]?.go?.handoff;
  if (event.handoff === undefined || declared === undefined) return one;
  // The detail of a failure is about the build, and not about the handoff.
  const told = ['failed', 'rolled-back', 'exited'].includes(event.state) ? undefined : event.detail;
  const handoffNote =
    event.handoff === declared
      ? undefined
      : `${event.handoff} instead of ${declared}: ${told ?? lesser[event.handoff]}`;
  if (handoffNote === one.handoffNote) return one;
  // The reason comes with one report alone; a later report without it does not remove the note.
  if (handoffNote !== undefined && told === undefined && one.handoffNote !== undefined) return one;
  const notes = [one.watchNote, handoffNote].filter((part) => part !== undefined);
  return { ...one, handoffNote, note: notes.length === 0 ? undefined : notes.join('; ') };
}
