import type { ControllerClient } from '../outputs/api/client.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { SnapshotSource } from '../state/core/store.js';
import { provenAt } from '../state/services/outcome.js';
import { untilChanged } from './until.js';

interface ProvenOptions {
  readonly timeoutMs: number | undefined;
  readonly stop: AbortSignal;
  /** Whether `ready` has to be proved; else it counts as it is seen. */
  readonly prove: boolean;
}

/**
 * Waits until there is an outcome. `ready` counts only when what is ready because it runs has run for a moment, and the engine, asked
 * again then, says that it still does: on a busy machine the news of an end can come later than that moment.
 */
export async function untilProven<T extends string>(
  controller: Pick<ControllerClient, 'look'>,
  source: SnapshotSource,
  reached: (snapshot: Snapshot) => T | 'ready' | undefined,
  { timeoutMs, stop, prove }: ProvenOptions,
): Promise<T | 'ready' | 'timed-out' | 'interrupted'> {
  const began = performance.now();
  const isUnproven = (snapshot: Snapshot, now: number) =>
    prove && reached(snapshot) === 'ready' && provenAt(snapshot) > now;
  let since = 0;
  for (;;) {
    const outcome = await untilChanged(
      source,
      (snapshot, now) => {
        if (snapshot.at < since || isUnproven(snapshot, now)) return undefined;
        return reached(snapshot);
      },
      {
        timeoutMs:
          timeoutMs === undefined
            ? undefined
            : Math.max(0, Math.ceil(timeoutMs - (performance.now() - began))),
        stop,
        againAt: (snapshot, now) => (isUnproven(snapshot, now) ? provenAt(snapshot) : undefined),
      },
    );
    if (outcome !== 'ready' || !prove || provenAt(source.current) === 0) return outcome;
    const seen = await controller.look(stop);
    if (reached(seen) === 'ready' && provenAt(seen) <= Date.now()) return outcome;
    // What the engine has just told is on its way to the source as well.
    since = seen.at;
  }
}
