/** A value that changes. */
interface Changing<Seen> {
  readonly current: Seen;
  subscribe(listener: () => void): () => void;
}

interface UntilOptions<Seen> {
  readonly timeoutMs: number | undefined;
  readonly stop: AbortSignal;
  /** When to look again though nothing has changed, in milliseconds since the epoch; `undefined`: only after a change. */
  readonly againAt?: (seen: Seen, now: number) => number | undefined;
}

/**
 * Looks at each change, and when `againAt` says so, until there is an outcome. Outcome and `againAt` get the same reading of the clock: a
 * moment between two readings would be over for the one and still to come for the other.
 */
export function untilChanged<Seen, T>(
  source: Changing<Seen>,
  reached: (seen: Seen, now: number) => T | undefined,
  { timeoutMs, stop, againAt }: UntilOptions<Seen>,
): Promise<T | 'timed-out' | 'interrupted'> {
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const stopping = timeout === undefined ? stop : AbortSignal.any([stop, timeout]);
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const finish = (outcome: T | 'timed-out' | 'interrupted') => {
      clearTimeout(timer);
      unsubscribe();
      resolve(outcome);
    };
    const look = () => {
      clearTimeout(timer);
      const now = Date.now();
      const outcome = reached(source.current, now);
      if (outcome !== undefined) return finish(outcome);
      const at = againAt?.(source.current, now);
      if (at !== undefined) timer = setTimeout(look, Math.max(0, at - now));
    };
    const unsubscribe = source.subscribe(look);
    const stopped = () => finish(timeout?.aborted === true ? 'timed-out' : 'interrupted');
    if (stopping.aborted) stopped();
    else stopping.addEventListener('abort', stopped, { once: true });
    look();
  });
}
