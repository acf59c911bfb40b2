import { SimError } from '../errors.js';
import type { EffectContext } from './effect-handler.js';

export interface CreateTogetherOptions {
  /** Has Compose make the containers of these services, without starting them; of what they depend on, `refused` is left out. */
  readonly make: (
    services: readonly string[],
    refused: ReadonlySet<string>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** The same, but containers that exist are made anew. */
  readonly makeAnew: CreateTogetherOptions['make'];
  /** Service -> the ids of its containers, joined, as last observed. */
  readonly known: () => ReadonlyMap<string, string>;
  /** The same, asked of the engine now. */
  readonly there: () => Promise<ReadonlyMap<string, string>>;
  /** Observes all containers and dispatches what is seen. */
  readonly look: (context: EffectContext) => Promise<void>;
  /** Rejects where the engine does not answer, so that a failure is no fault of a service. */
  readonly requireAnswer: () => Promise<unknown>;
  /** These services, dependencies before their dependents. */
  readonly inOrder: (services: readonly string[]) => readonly string[];
}

interface Wanted {
  readonly service: string;
  readonly context: EffectContext;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes containers, each for an effect of its own. Those that are asked for at once are made by one call of Compose, which takes
 * little longer than a call for one of them. Compose gives up all of them for the first that the engine refuses, and does not say which it
 * was: then each is made by a call of its own, and only the refused one fails, in the engine's words. What that call has left is made
 * anew: Compose puts secrets and configs into a container that is made already, and never again into one that is there.
 *
 * The result resolves when the container is there as declared and has been told of.
 */
export function createTogether(
  options: CreateTogetherOptions,
): (service: string, context: EffectContext) => Promise<void> {
  let waiting: Wanted[] = [];
  return (service, context) =>
    new Promise((resolve, reject) => {
      waiting.push({ service, context, resolve, reject });
      if (waiting.length > 1) return;
      queueMicrotask(() => {
        const all = waiting;
        waiting = [];
        void createAll(all, options);
      });
    });
}

async function createAll(all: readonly Wanted[], options: CreateTogetherOptions): Promise<void> {
  const [first] = all;
  if (first === undefined) return;
  const before = options.known();
  try {
    await options.make(
      all.map(({ service }) => service),
      new Set(),
      whenAllAbort(all.map(({ context }) => context.signal)),
    );
    await options.look(first.context);
    for (const { resolve } of all) resolve();
  } catch (error) {
    if (all.length === 1 || !(error instanceof SimError) || error.code === 'interrupted') {
      for (const { reject } of all) reject(error);
    } else await createEach(all, before, options);
  }
}

async function createEach(
  all: readonly Wanted[],
  before: ReadonlyMap<string, string>,
  options: CreateTogetherOptions,
): Promise<void> {
  const order = options.inOrder(all.map(({ service }) => service));
  const inOrder = [...all].sort((a, b) => order.indexOf(a.service) - order.indexOf(b.service));
  const refused = new Set<string>();
  // Where the engine is gone, the calls below say so for each service.
  const there = await options.there().catch(() => before);
  for (const { service, context, resolve, reject } of inOrder) {
    try {
      await options.requireAnswer();
      const isLeft = there.has(service) && there.get(service) !== before.get(service);
      await (isLeft ? options.makeAnew : options.make)([service], refused, context.signal);
      await options.look(context);
      resolve();
    } catch (error) {
      refused.add(service);
      reject(error);
    }
  }
}

/** A signal that aborts when all of these have: nobody wants the result any more. */
function whenAllAbort(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  const look = () => {
    if (signals.every(({ aborted }) => aborted)) all.abort();
  };
  for (const signal of signals) signal.addEventListener('abort', look, { once: true });
  look();
  return all.signal;
}
