/** A queue for one reader, who gets the items in the order in which they were pushed. `push` never waits, and the queue has no limit. */
export class Queue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #end: { readonly failure?: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Ends the queue: the reader still gets the items in it. The first `end` or `fail` counts. */
  end(): void {
    this.#end ??= {};
    this.#wake();
  }

  /** Ends the queue with an error: the reader gets the items in it, and then `failure` is thrown. */
  fail(failure: unknown): void {
    this.#end ??= { failure };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      if (this.#items.length > 0) {
        // The length says that there is one, whatever its type.
        yield this.#items.shift() as T;
      } else if (this.#end !== undefined) {
        if ('failure' in this.#end) throw this.#end.failure;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
