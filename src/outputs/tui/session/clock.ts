/** The view's only way to know the time and to wait; tests pass their own. */
export interface ViewClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something again and again; the result ends it. */
  every(ms: number, run: () => void): () => void;
  /** Runs something once; the result cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's clock. Its timers keep no process alive. */
export const systemClock: ViewClock = {
  now: () => Date.now(),
  every(ms, run) {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
