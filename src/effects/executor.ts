import { messageOf, SimError } from '../errors.js';
import type { Effect, EffectKind, RunningEffect } from '../state/core/effect.js';
import type { Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { Store } from '../state/core/store.js';
import type { EffectContext, EffectHandler } from './effect-handler.js';

/** One handler per kind of effect; `cancel` is the executor's own. */
export type Handlers = { readonly [K in Exclude<EffectKind, 'cancel'>]: EffectHandler<K> };

export interface ExecutorOptions {
  readonly store: Store;
  readonly plan: (snapshot: Snapshot) => readonly Effect[];
  /** When to dispatch `clock.ticked` though nothing has happened, in milliseconds since the epoch; `undefined`, or absent: never. */
  readonly againAt?: (snapshot: Snapshot) => number | undefined;
  readonly handlers: Handlers;
  readonly now: () => number;
  /** Called with a failure that is a bug: anything thrown that is no SimError. */
  readonly onBug: (effect: Effect, error: unknown) => void;
}

const tellAgainMs = 1000;
/** The longest wait in milliseconds, because the machine's clock may be set back meanwhile. */
const longestMs = 5000;

/** Plans after every change of the store and runs the effects, until it is disposed of. No effect is started twice while it is in flight. */
export class Executor implements AsyncDisposable {
  readonly #options: ExecutorOptions;
  readonly #running = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  readonly #unsubscribe: () => void;
  #scheduled = false;
  #timer: NodeJS.Timeout | undefined;
  /** The time of the last `clock.ticked`. */
  #toldAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#unsubscribe = options.store.subscribe(() => this.#schedule());
    this.#schedule();
  }

  /** Plans in a microtask, after the dispatch that caused it, so that effects are in the state before the next plan is made. */
  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#closed) return;
      for (const effect of this.#options.plan(this.#options.store.current)) this.#start(effect);
      this.#lookAgain();
    });
  }

  /** Sets the timer for the next `clock.ticked`. Where the plan asks for a time that was told already it waits a second, or it would loop. */
  #lookAgain(): void {
    clearTimeout(this.#timer);
    const { store, now, againAt } = this.#options;
    const at = againAt?.(store.current);
    if (at === undefined) return;
    const soon = at <= this.#toldAt ? this.#toldAt + tellAgainMs : at;
    this.#timer = setTimeout(
      () => {
        this.#toldAt = now();
        store.dispatch({ kind: 'clock.ticked', at: this.#toldAt });
      },
      Math.min(longestMs, Math.max(0, soon - now())),
    );
  }

  #start(effect: Effect): void {
    if (effect.kind === 'cancel') {
      this.#running.get(effect.target)?.abort.abort();
      return;
    }
    if (this.#running.has(effect.key)) return;
    const { store, now } = this.#options;
    const abort = new AbortController();
    const dispatch = (event: Event) => store.dispatch(event);
    dispatch({ kind: 'effect.started', at: now(), effect });
    const done = this.#run(effect, { dispatch, now, signal: abort.signal });
    this.#running.set(effect.key, { abort, done });
  }

  async #run(effect: RunningEffect, context: EffectContext): Promise<void> {
    let failure: string | undefined;
    try {
      await this.#handle(effect, context);
    } catch (error) {
      if (!context.signal.aborted) {
        failure = messageOf(error);
        if (!(error instanceof SimError)) this.#options.onBug(effect, error);
      }
    }
    // A handler that never awaits would end before it is registered.
    await Promise.resolve();
    this.#running.delete(effect.key);
    const at = context.now();
    context.dispatch(
      failure === undefined
        ? { kind: 'effect.finished', at, effect }
        : { kind: 'effect.failed', at, effect, detail: failure },
    );
  }

  #handle(effect: RunningEffect, context: EffectContext): Promise<void> {
    // The table is keyed by kind, which the compiler cannot follow through an index.
    const handler = this.#options.handlers[effect.kind] as EffectHandler<typeof effect.kind>;
    return handler(effect as never, context);
  }

  /** Aborts what runs and waits until it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }
}
