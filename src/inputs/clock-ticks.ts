import type { Event } from '../state/core/event.js';
import type { SnapshotSource } from '../state/core/store.js';
import { keepsEnding } from '../state/instances/ends.js';

const tickMs = 1000;

/** Tells the time once a second while something must fade: the doubt whether a service that ended stays up, the unrest after a save. */
export function tickClock(
  source: SnapshotSource,
  { dispatch, now, signal }: { dispatch: (event: Event) => void; now: () => number; signal: AbortSignal },
): void {
  const timer = setInterval(() => {
    const { services, builds } = source.current;
    const isDoubtful = Object.values(services).some(({ instances }) =>
      instances.some((one) => keepsEnding(one, source.current.at)),
    );
    const isSaved = Object.values(builds).some(({ savedAt }) => savedAt !== undefined);
    if (isDoubtful || isSaved) dispatch({ kind: 'clock.ticked', at: now() });
  }, tickMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
