/** A clock that moves only when it is told to; what falls due is done in order, one thing after the other. */
export class Timers {
  #now: number;
  #order = 0;
  readonly #waiting = new Map<number, { readonly at: number; readonly act: () => void }>();

  /** `at`: milliseconds since the epoch. */
  constructor(at: number) {
    this.#now = at;
  }

  get now(): number {
    return this.#now;
  }

  /** Calls `act` once `ms` milliseconds have passed; the returned function cancels that. */
  after(ms: number, act: () => void): () => void {
    const number = this.#order++;
    this.#waiting.set(number, { at: this.#now + ms, act });
    return () => void this.#waiting.delete(number);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#waiting]
        .filter(([, { at }]) => at <= end)
        .sort(([a, x], [b, y]) => x.at - y.at || a - b);
      if (next === undefined) break;
      const [number, { at, act }] = next;
      this.#waiting.delete(number);
      this.#now = Math.max(this.#now, at);
      act();
    }
    this.#now = end;
  }
}
