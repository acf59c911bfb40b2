import type { Event } from '../state/event.js';
import type { SnapshotSource } from '../state/store.js';

const tickMs = 1000;

/** Tells the time once a second while there is traffic that must fade. */
export function tickClock(
  source: SnapshotSource,
  { dispatch, now, signal }: { dispatch: (event: Event) => void; now: () => number; signal: AbortSignal },
): void {
  const timer = setInterval(() => {
    if (source.current.traffic.windows.length > 0) dispatch({ kind: 'clock.ticked', at: now() });
  }, tickMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
