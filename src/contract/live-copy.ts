import { applyDelta, type Delta } from './delta.js';
import type { LiveViews } from './live.js';
import type { Wish } from './requests.js';
import type { Views } from './views.js';

/** A client's copy of the controller's views, made from the stream of `GET /v1/views`. A part that no message changes stays the same object. */
export class LiveCopy implements LiveViews {
  #current: Views | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(readonly request: (wish: Wish) => void) {}

  /** The newest views. Throws before the first message was taken. */
  get current(): Views {
    if (this.#current === undefined) throw new Error('nothing has come yet');
    return this.#current;
  }

  /** Applies one message of the stream; `false` where its kind is not known here, which changes nothing. */
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
