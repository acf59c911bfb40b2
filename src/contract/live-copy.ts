import { applyDelta, type Delta } from './delta.js';
import type { LiveViews } from './live.js';
import type { Wish } from './requests.js';
import type { Views } from './views.js';

/** A client's copy of a controller's views: what does not change from one message to the next stays the same object. */
export class LiveCopy implements LiveViews {
  #current: Views | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(readonly request: (wish: Wish) => void) {}

  get current(): Views {
    if (this.#current === undefined) throw new Error('nothing has come yet');
    return this.#current;
  }

  /** Takes a message of the stream, and says whether it was one: what is not known here changes nothing. */
  take({ event, data }: { readonly event: string; readonly data: unknown }): boolean {
    // The contract says what each event holds.
    if (event === 'view') this.#current = data as Views;
    else if (event === 'delta' && this.#current !== undefined)
      this.#current = applyDelta(this.#current, data as Delta) as Views;
    else return false;
    for (const listener of [...this.#listeners]) listener();
    return true;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
