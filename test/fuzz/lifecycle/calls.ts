import { SimError } from '../../../src/errors.js';
import type { How } from './course.js';

/** What a call does, in stages: others may come between them, and between the last one and its answer. */
export type Stages<T> = Generator<void, T>;

/** What a call is besides what it does. */
export interface CallTraits {
  readonly name: string;
  /** It ends with `engine-lost` while the engine is away; by default it does. */
  readonly needsEngine?: boolean;
  /** What it rejects with when it is refused; `undefined`: it can't be. */
  readonly refusal?: (() => SimError) | undefined;
  /** Also in its midst, with some of it done. */
  readonly mayFailLater?: boolean;
  /** Of those with the same word only the first gets further. */
  readonly lane?: string;
  readonly signal?: AbortSignal | undefined;
}

interface Call extends CallTraits {
  readonly owner: Caller;
  advance(how: How, isAway: boolean): void;
}

/** Who calls. One that is dead hears nothing any more. */
export interface Caller {
  readonly name: string;
  isDead: boolean;
}

/** Every call that is under way; each gets further only when it is told to, in whatever order. */
export class Calls {
  #calls: readonly Call[] = [];

  /** A call that ends as its stages do. */
  begin<T>(owner: Caller, traits: CallTraits, stages: () => Stages<T>): Promise<T> {
    // Nobody hears what a killed process still wanted.
    if (owner.isDead) return new Promise(() => undefined);
    return new Promise((resolve, reject) => {
      const running = stages();
      let hasBegun = false;
      const end = (answer: () => void) => {
        this.#calls = this.#calls.filter((one) => one !== call);
        if (!owner.isDead) answer();
      };
      const call: Call = {
        ...traits,
        owner,
        advance(how, isAway) {
          const { needsEngine = true, refusal, mayFailLater = false, signal } = traits;
          if (needsEngine && (isAway || how === 'is not answered')) end(() => reject(lost()));
          else if (how === 'is refused' && refusal !== undefined && (!hasBegun || mayFailLater))
            end(() => reject(refusal()));
          else {
            hasBegun = true;
            const next = nextOf(running);
            if ('failure' in next) end(() => reject(next.failure));
            else if (next.done !== true) return;
            else if (signal?.aborted)
              end(() => reject(new SimError('interrupted', `${traits.name} was stopped`)));
            else end(() => resolve(next.value));
          }
        },
      };
      this.#calls = [...this.#calls, call];
    });
  }

  /** Those that can get further now, in the order in which they began. */
  names(): readonly string[] {
    return this.#able().map(({ owner, name }) => `${owner.name}: ${name}`);
  }

  advance(pick: number, how: How, isAway: boolean): void {
    const able = this.#able();
    able[pick % able.length]?.advance(how, isAway);
  }

  /** The engine goes: nothing that it was asked for is answered. */
  breakAll(): void {
    for (const call of this.#calls) if (call.needsEngine ?? true) call.advance('goes', true);
  }

  /** What a caller asked for and nobody has done is left undone; `kept` says of which it is done all the same. */
  drop(owner: Caller, kept: (call: CallTraits) => boolean): void {
    this.#calls = this.#calls.filter((one) => one.owner !== owner || kept(one));
  }

  #able(): readonly Call[] {
    return this.#calls.filter(
      (call, i) => call.lane === undefined || this.#calls.findIndex(({ lane }) => lane === call.lane) === i,
    );
  }
}

function nextOf<T>(running: Stages<T>): IteratorResult<void, T> | { readonly failure: unknown } {
  try {
    return running.next();
  } catch (failure) {
    return { failure };
  }
}

export function lost(): SimError {
  return new SimError('engine-lost', 'the engine does not answer');
}
