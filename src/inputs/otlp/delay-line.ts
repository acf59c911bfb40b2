/** Things that come out again, in order, after a fixed time. */
export class DelayLine<T> {
  #entries: { readonly item: T; readonly dueAt: number }[] = [];
  #head = 0;

  readonly #delayMs: number;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** How many are inside. */
  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** Puts one in. */
  push(item: T, now: number): void {
    this.#entries.push({ item, dueAt: now + this.#delayMs });
  }

  /** Takes out the oldest one if its time has come, or at once with `early`. */
  take(now: number, early = false): T | undefined {
    const oldest = this.#entries[this.#head];
    if (oldest === undefined || (!early && oldest.dueAt > now)) return undefined;
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return oldest.item;
  }
}
