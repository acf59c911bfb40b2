/** Items that one reader awaits, in the order in which they came. It never holds back who puts them in. */
export class Queue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #end: { readonly failure?: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** What is in it is still read. */
  end(): void {
    this.#end ??= {};
    this.#wake();
  }

  /** The reader gets what is in it, and then this error. */
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
