import { firstErrorWords } from '../../words/build-errors.js';
import { formatMs } from '../../words/time.js';
import type { Event, EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, good, info, type StoryLine, warn } from '../core/story-line.js';
import { named } from '../instances/story.js';
import { findInstanceBuild } from './find-instance-build.js';

/** The lines that an event adds about builds. */
export function buildLines(before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'packages.listed': {
      const known = before.builds[event.service]?.leftOut ?? [];
      return (event.notes ?? []).flatMap((note) => (known.includes(note) ? [] : [warn(event.service, note)]));
    }
    case 'watch.started':
      return event.detail === undefined ? [] : [warn(undefined, event.detail)];
    case 'build.started':
      return [info(event.service, 'building', before.builds[event.service]?.pending?.cause)];
    case 'build.succeeded':
      return event.unchanged
        ? [info(event.service, `build ${event.build} is the same binary: nothing to swap`)]
        : event.path === 'kept'
          ? [
              info(
                event.service,
                `build ${event.build} was built before from the same source: nothing to compile`,
              ),
            ]
          : [];
    case 'build.reused': {
      const told = before.builds[event.service]?.nextNumber !== after.builds[event.service]?.nextNumber;
      return told
        ? [info(event.service, `the source is that of build ${event.same.number}: nothing to compile`)]
        : [];
    }
    case 'build.failed':
      return [bad(event.service, `build ${event.build} failed: ${firstErrorWords(event.errors)}`)];
    case 'pin.requested':
      return [warn(event.service, `pinned to build ${event.build}: newer source waits`)];
    case 'unpin.requested':
      return [info(event.service, 'follows the source again')];
    case 'rebuild.requested':
      return before.builds[event.service]?.pinned === undefined
        ? []
        : [warn(event.service, 'no longer pinned: asked to build the newest source')];
    case 'runner.unheard':
      return before.builds[event.service]?.unheard === event.detail
        ? []
        : [warn(event.service, `nobody knows which build answers: ${event.detail}`)];
    case 'runner.reported':
      // The controller before this one has written what was reported in its time.
      return event.at < before.startedAt ? [] : runnerReportLines(before, after, event);
    default:
      return [];
  }
}

/** The lines that the story gets from a report of a runner. */
function runnerReportLines(
  before: Snapshot,
  after: Snapshot,
  event: EventOf<'runner.reported'>,
): readonly StoryLine[] {
  const { service } = event;
  const index = event.index ?? after.services[service]?.instances[0]?.index;
  const known = before.services[service]?.instances ?? [];
  // A container that is gone has no news.
  if (event.index !== undefined && !known.some((instance) => instance.index === event.index)) return [];
  const lines = reportLines(before, event, index ?? 1, isOfSeveral(after, service));
  return [
    ...lines.map((line) => named(after, index, line)),
    ...inAllLine(before, after, event),
    ...backLine(before, after, service),
  ];
}

function reportLines(
  before: Snapshot,
  event: EventOf<'runner.reported'>,
  index: number,
  isOfOne: boolean,
): readonly StoryLine[] {
  const took = event.durationMs === undefined ? '' : ` in ${formatMs(event.durationMs)}`;
  switch (event.state) {
    case 'live': {
      const known = findInstanceBuild(before, event.service, index);
      // The runner repeats what it has reported, because it was asked.
      if (known?.live === event.build) return [];
      const since = isOfOne ? undefined : sinceChange(before, event);
      return [good(event.service, `build ${event.build ?? '?'} is live${since ?? took}`)];
    }
    case 'late':
      return [
        warn(event.service, `build ${event.build ?? '?'} is not ready yet: ${firstLine(event.detail)}`),
      ];
    case 'unready':
      return [bad(event.service, `no longer ready: ${firstLine(event.detail)}`)];
    case 'failed':
      return [bad(event.service, `build ${event.build ?? '?'} did not come up: ${firstLine(event.detail)}`)];
    case 'rolled-back':
      return [bad(event.service, `back on build ${event.build ?? '?'}: ${firstLine(event.detail)}`)];
    case 'exited':
      return [bad(event.service, `build ${event.build ?? '?'} ended: ${firstLine(event.detail)}`)];
    default:
      return [];
  }
}

/** The line that says, once, that all of several containers have taken a build over. */
function inAllLine(
  before: Snapshot,
  after: Snapshot,
  event: EventOf<'runner.reported'>,
): readonly StoryLine[] {
  const { service } = event;
  const build = after.builds[service]?.liveInAll;
  if (!isOfSeveral(after, service) || build === undefined) return [];
  if (build === before.builds[service]?.liveInAll) return [];
  const since = sinceChange(before, { ...event, build, durationMs: undefined });
  const all = `build ${build} is live in all ${after.services[service]?.scale ?? ''}`;
  return [good(service, since === undefined ? all : `${all},${since}`)];
}

/** The line that says that one of several containers has refused a build. */
function backLine(before: Snapshot, after: Snapshot, service: string): readonly StoryLine[] {
  const [was, is] = [before.builds[service], after.builds[service]];
  if (is === undefined || was?.current === is.current || !is.putBack || is.current === undefined) return [];
  return isOfSeveral(after, service)
    ? [warn(service, `all go back to build ${is.current}: build ${was?.current ?? '?'} was refused`)]
    : [];
}

function isOfSeveral({ services }: Snapshot, name: string): boolean {
  const service = services[name];
  return service !== undefined && (service.scale !== 1 || service.instances.length > 1);
}

function firstLine(text: string | undefined): string {
  return text?.split('\n')[0] ?? 'no detail';
}

/** The time from a change until it was live, which people who edit wait for; nothing for a build that was gone back to. */
function sinceChange(
  { builds }: Snapshot,
  { service, build, at, durationMs }: EventOf<'runner.reported'>,
): string | undefined {
  const before = builds[service];
  const made = before?.history.find(({ number }) => number === build);
  if (made === undefined || before?.live === undefined || made.number < before.live || at < made.requestedAt)
    return undefined;
  const swap = durationMs === undefined ? '' : `, ${formatMs(durationMs)} of it the swap`;
  return ` ${formatMs(at - made.requestedAt)} after the change${swap}`;
}
