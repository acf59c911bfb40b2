import type { Snapshot } from '../state/snapshot.js';
import type { SnapshotSource } from '../state/store.js';

/** Looks at each change until there is an outcome; the only clock is the time-out. */
export function untilChanged<T>(
  source: SnapshotSource,
  reached: (snapshot: Snapshot) => T | undefined,
  { timeoutMs, stop }: { readonly timeoutMs: number | undefined; readonly stop: AbortSignal },
): Promise<T | 'timed-out' | 'interrupted'> {
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const stopping = timeout === undefined ? stop : AbortSignal.any([stop, timeout]);
  return new Promise((resolve) => {
    const finish = (outcome: T | 'timed-out' | 'interrupted') => {
      unsubscribe();
      resolve(outcome);
    };
    const look = () => {
      const outcome = reached(source.current);
      if (outcome !== undefined) finish(outcome);
    };
    const unsubscribe = source.subscribe(look);
    const stopped = () => finish(timeout?.aborted === true ? 'timed-out' : 'interrupted');
    if (stopping.aborted) stopped();
    else stopping.addEventListener('abort', stopped, { once: true });
    look();
  });
}
