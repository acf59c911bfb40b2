import type { Handoff } from '../../environment/environment.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Build, ServiceBuilds } from './builds.js';
import { answersEverywhere } from './in-all.js';
import { toldAll, updateInstance } from './instance-changes.js';
import { errorOf, goneBack, isOnlyIts, refused, strayed } from './refusal.js';
import { instanceAfter, reporting, withReporting } from './reporting.js';

type Report = EventOf<'runner.reported'>;

/** What a report of a runner says about the builds of its service. One of a container that is gone says nothing. */
export function reduceRunner(one: ServiceBuilds, event: Report, snapshot: Snapshot): ServiceBuilds {
  const instance = reporting(one, event, snapshot);
  if (instance === 'gone') return one;
  const index = instance?.index ?? event.index ?? 1;
  const heard = withReporting(handedOver(one, event, snapshot), index, instance);
  const answered = updateInstance(heard, index, (known) => instanceAfter(known, event, instance, one));
  return toldAll(buildsAfter(answered, one, { ...event, index }, snapshot));
}

/** `before` is what was known when the report came. */
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
    // Health is the service's, not the build's.
    case 'unready':
    case 'late':
    case 'draining':
      return one;
    case 'drained': {
      const live = before.instances.find(({ index }) => index === event.index)?.live;
      return update(one, live, (build) => withPhase(build, 'drain', event.durationMs));
    }
    case 'failed':
      // One that has answered everywhere, and does not come up again in one of several, is that one's trouble.
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

/** Of several containers all have to answer with a build before it is called live. One that was given up stays so. */
function isLiveFor(one: ServiceBuilds, build: number | undefined, isAmongSeveral: boolean): boolean {
  if (!isAmongSeveral) return true;
  return build !== undefined && build === one.current && answersEverywhere(one, build);
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
