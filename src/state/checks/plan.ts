import type { ServiceBuilds } from '../builds/builds.js';
import { viewCode } from '../builds/view.js';
import { cancelOf, type Effect } from '../core/effect.js';
import { inFlightFor, inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';

/** Checks the source of live builds, one service at a time, while nothing else is to be done; the next edit cancels it. */
export function planChecks(snapshot: Snapshot): readonly Effect[] {
  const all = Object.values(snapshot.builds);
  const running = all.filter(({ service }) => inFlightFor(snapshot, 'check', service) !== undefined);
  const checks = snapshot.environment?.checks ?? [];
  const stale = running.filter(
    (one) => snapshot.goal !== 'up' || checks.length === 0 || one.checkWanted !== undefined || isBusy(one),
  );
  const cancels = stale.flatMap(({ service }) => {
    const running = inFlightFor(snapshot, 'check', service);
    return running === undefined ? [] : [cancelOf(running.effect, 'newer source')];
  });
  const building = inFlightOf(snapshot, 'build').length > 0;
  if (snapshot.goal !== 'up' || building || running.length > 0 || checks.length === 0) return cancels;
  const next = all.find(
    (one) => one.checkWanted !== undefined && one.checkWanted === one.live && viewCode(one).state === 'live',
  );
  if (next?.checkWanted === undefined) return cancels;
  return [
    ...cancels,
    {
      kind: 'check',
      key: `check:${next.service}`,
      cause: `build ${next.checkWanted} is live`,
      service: next.service,
      build: next.checkWanted,
      checks,
    },
  ];
}

function isBusy({ pending, building }: ServiceBuilds): boolean {
  return pending !== undefined || building !== undefined;
}
