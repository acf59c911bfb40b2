/** A duration for people: `340 ms`, `4.2 s`, `3 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The time of day of this machine, in 24 hours whatever its language. `at`: milliseconds since the epoch. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
