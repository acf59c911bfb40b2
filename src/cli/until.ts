/** Something that changes, and can be looked at. */
interface Changing<Seen> {
  readonly current: Seen;
  subscribe(listener: () => void): () => void;
}

interface UntilOptions<Seen> {
  readonly timeoutMs: number | undefined;
  readonly stop: AbortSignal;
  /** When what has no outcome yet is to be looked at again though nothing changes (milliseconds since the epoch). */
  readonly againAt?: (seen: Seen, now: number) => number | undefined;
}

/**
 * Looks at each change until there is an outcome, and again when `againAt` says so. Both are told the same time of the same look: a
 * moment that comes between two readings of the clock would be waited for by neither.
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
