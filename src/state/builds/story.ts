import { formatMs } from '../../words/time.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, good, type StoryLine, warn } from '../core/story-line.js';

/** What a report of a runner tells about the builds of its service. */
export function runnerReportLines(before: Snapshot, event: EventOf<'runner.reported'>): readonly StoryLine[] {
  const took = event.durationMs === undefined ? '' : ` in ${formatMs(event.durationMs)}`;
  switch (event.state) {
    case 'live':
      // Told again because it was asked.
      if (before.builds[event.service]?.live === event.build) return [];
      return [
        good(event.service, `build ${event.build ?? '?'} is live${sinceChange(before, event) ?? took}`),
      ];
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

function firstLine(text: string | undefined): string {
  return text?.split('\n')[0] ?? 'no detail';
}

/** What whoever edits waits for: from the change to its being live. Of builds that are gone back to that is no measure. */
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
