import type { ControllerClient } from '../contract/client.js';
import type { ViewsSource } from '../contract/live.js';
import type { Views } from '../contract/views.js';
import { untilChanged } from './until.js';

interface ProvenOptions {
  readonly timeoutMs: number | undefined;
  readonly stop: AbortSignal;
  /** Whether `ready` has to be proven; otherwise it counts when it is first seen. */
  readonly prove: boolean;
}

/**
 * Waits until there is an outcome. `ready` counts only when services without a health check have run for a moment, and the engine, asked
 * again, says that they still do: on a busy machine the event of an end can come later than that.
 */
export async function untilProven<T extends string>(
  controller: Pick<ControllerClient, 'look'>,
  source: ViewsSource,
  reached: (views: Views) => T | 'ready' | undefined,
  { timeoutMs, stop, prove }: ProvenOptions,
): Promise<T | 'ready' | 'timed-out' | 'interrupted'> {
  const began = performance.now();
  const isUnproven = (views: Views, now: number) =>
    prove && reached(views) === 'ready' && (provenAt(views) ?? 0) > now;
  let since = 0;
  for (;;) {
    const outcome = await untilChanged(
      source,
      (views: Views, now) => {
        if (views.revision < since || isUnproven(views, now)) return undefined;
        return reached(views);
      },
      {
        timeoutMs:
          timeoutMs === undefined
            ? undefined
            : Math.max(0, Math.ceil(timeoutMs - (performance.now() - began))),
        stop,
        againAt: (views, now) => (isUnproven(views, now) ? provenAt(views) : undefined),
      },
    );
    if (outcome !== 'ready' || !prove || provenAt(source.current) === undefined) return outcome;
    const seen = await controller.look(stop);
    if (reached(seen) === 'ready' && (provenAt(seen) ?? 0) <= Date.now()) return outcome;
    // The views from the engine's answer reach the source a moment later.
    since = seen.revision;
  }
}

/** Milliseconds since the epoch; `undefined`: there is nothing that could end at once. */
function provenAt({ environment: { provenAt: at } }: Views): number | undefined {
  return at === null ? undefined : Date.parse(at);
}
