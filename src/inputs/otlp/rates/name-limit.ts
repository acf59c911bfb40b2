/** Stands for every name beyond a limit. */
export const otherName = '(other)';

const idleMs = 10 * 60_000;

/** Keeps the number of different names bounded, whatever containers send; names long unseen make room. */
export class NameLimit {
  readonly #max: number;
  readonly #seenAt = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** The name itself, or `(other)` where there are too many already. */
  admit(name: string, now: number): string {
    if (!this.#seenAt.has(name) && this.#seenAt.size >= this.#max && !this.#makeRoom(now)) return otherName;
    this.#seenAt.set(name, now);
    return name;
  }

  #makeRoom(now: number): boolean {
    for (const [name, seenAt] of this.#seenAt) if (now - seenAt > idleMs) this.#seenAt.delete(name);
    return this.#seenAt.size < this.#max;
  }
}
