import { setImmediate as turn } from 'node:timers/promises';
import { Executor } from '../../src/effects/executor.js';
import { lifecycleHandlers } from '../../src/effects/lifecycle.js';
import type { RefusedPort } from '../../src/environment/assign-ports.js';
import type { ServiceDefinition } from '../../src/environment/environment.js';
import { watchEngine } from '../../src/inputs/engine-watch.js';
import type { MemoryService } from '../../src/runtime/memory/memory-container.js';
import { createMemoryRuntime } from '../../src/runtime/memory/memory-runtime.js';
import { MemoryWorld } from '../../src/runtime/memory/memory-world.js';
import type { Event, Wish } from '../../src/state/core/event.js';
import { plan } from '../../src/state/core/plan.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import { createStore } from '../../src/state/core/store.js';
import type { ServiceView } from '../../src/state/services/service-view.js';
import { viewServices } from '../../src/state/services/view.js';
import { environment } from './environment.js';

/** So much passes in the world from one look at it to the next, in milliseconds. */
const stepMs = 20;

/** Store, plan, executor and the watch of the instances as in `startSim`, over a runtime in memory whose time passes while it is waited for. */
export class MemoryController implements AsyncDisposable {
  readonly world: MemoryWorld;
  readonly moved: RefusedPort[] = [];
  /** Somebody has asked for other numbers than are declared: what is there stays as it is. */
  isScaled = false;
  /** What was asked of the runtime, in order: `start web#1`. */
  readonly begun: string[] = [];
  readonly #store = createStore(reduce, emptySnapshot(1));
  readonly #ending = new AbortController();
  readonly #executor: Executor;

  constructor(definitions: readonly ServiceDefinition[], services: Readonly<Record<string, MemoryService>>) {
    this.world = new MemoryWorld({ services, volumes: ['data'] });
    const runtime = createMemoryRuntime(this.world);
    const now = () => this.world.timers.now;
    const dispatch = (event: Event) => this.#store.dispatch(event);
    const current = () => this.#store.current;
    const never = () => Promise.reject(new Error('no service of this test needs this'));
    this.#executor = new Executor({
      ...{ store: this.#store, plan, now },
      handlers: {
        ...lifecycleHandlers({
          ...{ runtime, current },
          findImage: async (service) => ({ reference: `${service}:1`, source: 'present', digest: undefined }),
          declareScales: async () => this.isScaled,
          movePorts: async (taken) => void this.moved.push(taken),
        }),
        ...{ 'list-packages': never, build: never, swap: never, check: never, 'compose-watch': never },
      },
      onBug: (_effect, error) => {
        throw error;
      },
    });
    this.#store.subscribe(() => {
      for (const { effect } of Object.values(this.#store.current.inFlight)) {
        if ('index' in effect && !this.begun.includes(effect.key)) this.begun.push(effect.key);
      }
    });
    dispatch({ kind: 'environment.declared', at: now(), environment: environment(definitions) });
    dispatch({ kind: 'up.requested', at: now() });
    void watchEngine({
      ...{ runtime, dispatch, current, now, signal: this.#ending.signal },
      pause: (ms) => new Promise((resolve) => void this.world.timers.after(ms, resolve)),
    });
  }

  wish(wish: Wish): void {
    this.#store.dispatch({ ...wish, at: this.world.timers.now });
  }

  get snapshot() {
    return this.#store.current;
  }

  view(service: string): ServiceView {
    const view = viewServices(this.snapshot).find(({ name }) => name === service);
    if (view === undefined) throw new Error(`${service} is not declared`);
    return view;
  }

  /** `web: ready 3/3` for each service, in their order. */
  words(): readonly string[] {
    return viewServices(this.snapshot).map(
      ({ name, state, replicas }) => `${name}: ${state} ${replicas.ready}/${replicas.wanted}`,
    );
  }

  /** Lets time pass in the world until it looks like this; throws after half a minute of its time. */
  async until(words: readonly string[] | (() => boolean)): Promise<void> {
    const isSo = typeof words === 'function' ? words : () => this.words().join() === words.join();
    for (let passed = 0; passed < 30_000; passed += stepMs) {
      for (let turns = 0; turns < 5; turns++) await turn();
      if (isSo()) return;
      this.world.advance(stepMs);
      this.#store.dispatch({ kind: 'clock.ticked', at: this.world.timers.now });
    }
    throw new Error(`half a minute has passed in there: ${this.words().join(', ')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#executor[Symbol.asyncDispose]();
  }
}
