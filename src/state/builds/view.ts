import type { CodeView } from '../services/service-view.js';
import type { Build, ServiceBuilds } from './builds.js';
import { isSwapping } from './in-all.js';

const failures: readonly Build['outcome'][] = ['failed', 'rejected', 'rolled-back'];

/** Which code of a service answers, and whether that is the newest. */
export function viewCode(builds: ServiceBuilds): CodeView {
  const building = builds.history.find((build) => build.outcome === 'building');
  const latest = latestOf(builds);
  const failed = latest !== undefined && failures.includes(latest.outcome);
  return {
    live: builds.live,
    liveSince: builds.liveSince,
    latest: building ?? latest,
    state: stateOf(builds, latest, building !== undefined),
    errors: failed ? latest.errors : [],
    failed: !failed ? undefined : latest.outcome === 'failed' ? 'build' : 'start',
    building,
    checks: builds.history.find(({ number }) => number === builds.live)?.checks ?? [],
    note: noteOf(builds),
    late: builds.late,
    unheard: builds.unheard,
  };
}

function noteOf({ service, pinned, note }: ServiceBuilds): string | undefined {
  const chosen =
    pinned === undefined
      ? undefined
      : `pinned to build ${pinned}: newer source waits until bin/sim unpin ${service}`;
  return [chosen, note].filter((part) => part !== undefined).join('; ') || undefined;
}

/** The newest finished build where it failed; else the current one. */
function latestOf({ history, current, pinned }: ServiceBuilds): Build | undefined {
  const newest = history.find((build) => !['cancelled', 'building'].includes(build.outcome));
  if (pinned === undefined && newest !== undefined && failures.includes(newest.outcome)) return newest;
  return history.find(({ number }) => number === current) ?? newest;
}

function stateOf(builds: ServiceBuilds, latest: Build | undefined, building: boolean): CodeView['state'] {
  const { live, pinned, pending, answer, question, asking } = builds;
  // Until Go has answered it is not known whether a build of an earlier controller is the newest.
  const looking = answer === undefined && (question ?? asking) !== undefined;
  const follows = pinned === undefined && (building || looking || pending !== undefined);
  const failed = latest !== undefined && failures.includes(latest.outcome);
  const takesOver = latest !== undefined && !failed && (latest.number !== live || isSwapping(builds));
  if (follows || takesOver) {
    return live === undefined ? 'none' : 'building';
  }
  if (live === undefined) return 'none';
  if (failed) return 'stale';
  return pinned === undefined ? 'live' : 'pinned';
}
