import type { ContainerEngine } from '../../../src/adapters/docker/container-engine.js';
import type { EffectContext, EffectHandler } from '../../../src/effects/effect-handler.js';
import { Executor, type Handlers } from '../../../src/effects/executor.js';
import { lifecycleHandlers } from '../../../src/effects/lifecycle.js';
import type { Environment } from '../../../src/environment/environment.js';
import { watchEngine } from '../../../src/inputs/engine-watch.js';
import { watchRunners } from '../../../src/inputs/runner-watch.js';
import { createComposeRuntime } from '../../../src/runtime/compose/compose-runtime.js';
import type { EffectKind, RunningEffect } from '../../../src/state/core/effect.js';
import type { Event, Wish } from '../../../src/state/core/event.js';
import { plan } from '../../../src/state/core/plan.js';
import { emptySnapshot, reduce } from '../../../src/state/core/reduce.js';
import type { Snapshot } from '../../../src/state/core/snapshot.js';
import { createStore, type Store } from '../../../src/state/core/store.js';
import { buildHandlers, recovered } from './builds.js';
import type { Caller, Calls } from './calls.js';
import { type CourseService, folderOf } from './course.js';
import { createCompose, createEngine } from './engine.js';
import type { Machine } from './machine.js';
import type { Runners } from './runners.js';

/** What a controller stands in. */
export interface Surroundings {
  readonly machine: Machine;
  readonly calls: Calls;
  readonly runners: Runners;
  readonly services: readonly CourseService[];
  readonly environment: Environment;
  /** Hears of each effect as it begins, with those that are under way already. */
  readonly onEffect: (effect: RunningEffect, underWay: readonly RunningEffect[]) => void;
  readonly onBug: (where: string, error: unknown) => void;
  readonly say: (line: string) => void;
}

/** Store, executor, handlers and the watch of the engine, connected as in `startSim`, over a machine of the test. */
export class Controller {
  readonly #store: Store;
  readonly #caller: Caller;
  readonly #surroundings: Surroundings;
  readonly #engine: ReturnType<typeof createEngine>;
  readonly #ending = new AbortController();

  constructor(surroundings: Surroundings, name: string) {
    this.#surroundings = surroundings;
    this.#caller = { name, isDead: false };
    const { machine, calls, services, runners, onBug } = surroundings;
    const declared = new Map(services.map(({ name, replicas }) => [name, replicas]));
    this.#engine = createEngine(machine, calls, this.#caller, runners);
    this.#store = createStore(reduce, emptySnapshot(machine.now()));
    const now = () => machine.now();
    // All that the lifecycle calls: whatever else an engine does is asked for by inputs.
    const engine = this.#engine.engine as unknown as ContainerEngine;
    const never = () => Promise.reject(new Error('no course declares what needs this'));
    const { findImage, declareScales, ...creation } = createCompose(machine, calls, this.#caller, declared);
    const runtime = createComposeRuntime({
      ...{ engine, now, creation },
      builds: {
        offeredBuild: async (service) => runners.offered(service),
        offerBuild: async (service, offered) => runners.offer(service, offered),
      },
      declared: () => ({
        declaration: { environment: surroundings.environment },
        compose: { watch: never },
      }),
    });
    const handlers = {
      ...lifecycleHandlers({
        runtime,
        current: () => this.current,
        findImage,
        declareScales,
        movePorts: never,
      }),
      ...buildHandlers(runners, calls, this.#caller, { delivery: runtime, current: () => this.current }),
      check: never,
      'compose-watch': never,
    } satisfies Handlers;
    new Executor({
      store: this.#store,
      plan,
      handlers: this.#observed(handlers),
      now,
      onBug: ({ key }, error) => onBug(key, error),
    });
    for (const event of runners.services.flatMap((name) => recovered(runners, name, now()))) {
      this.#store.dispatch(event);
    }
    this.#declare();
    this.#store.dispatch({ kind: 'engine.connected', at: now(), version: '26' });
    this.#store.dispatch({ kind: 'up.requested', at: now() });
    watchRunners(this.#store, {
      ...{ runtime, now, signal: this.#ending.signal },
      dispatch: (event) => this.#hear(event),
      onFailure: () => undefined,
    });
    void watchEngine({
      runtime,
      dispatch: (event) => this.#hear(event),
      current: () => this.current,
      now,
      signal: this.#ending.signal,
      pause: (ms) =>
        calls.begin(this.#caller, { name: `pause of ${ms} ms`, needsEngine: false }, function* () {
          yield;
        }),
    });
  }

  get current(): Snapshot {
    return this.#store.current;
  }

  /** A second `up`. */
  upAgain(): void {
    this.#declare();
    this.wish({ kind: 'up.requested' });
  }

  /** Whoever declares has just listed what is there. */
  #declare(): void {
    const { machine, environment } = this.#surroundings;
    this.#store.dispatch({ kind: 'environment.declared', at: machine.now(), environment });
    const look = this.#engine.nextLook();
    for (const container of machine.containers.values()) {
      this.#store.dispatch({
        kind: 'container.observed',
        at: machine.now(),
        container: { ...container, look },
      });
    }
  }

  /** A file of a service was saved. */
  saved(service: string): void {
    const at = this.#surroundings.machine.now();
    this.#store.dispatch({ kind: 'source.changed', at, files: [`${folderOf(service)}/main.go`] });
  }

  wish(wish: Wish): void {
    this.#store.dispatch({ ...wish, at: this.#surroundings.machine.now() });
  }

  tick(): void {
    this.#store.dispatch({ kind: 'clock.ticked', at: this.#surroundings.machine.now() });
  }

  loseEngine(): void {
    this.#engine.lose();
  }

  /** Killed: nothing of it goes on. With `finishes` the machine still does what it was asked for. */
  kill(finishes: boolean): void {
    this.#caller.isDead = true;
    this.#engine.lose();
    // No other controller can know of a Compose that goes on: that it ends with its own is taken for granted.
    this.#surroundings.calls.drop(this.#caller, ({ lane }) => finishes && lane === undefined);
  }

  #hear(event: Event): void {
    if (!this.#caller.isDead) this.#store.dispatch(event);
  }

  #observed(handlers: Handlers): Handlers {
    const { onEffect, say } = this.#surroundings;
    const underWay = new Set<RunningEffect>();
    const observe = (kind: keyof Handlers) => async (running: RunningEffect, context: EffectContext) => {
      // The handler of a kind gets effects of that kind, which the compiler can't follow through a list of kinds.
      const handle = handlers[kind] as EffectHandler<EffectKind>;
      say(`  ${this.#caller.name} begins ${running.key} (${running.cause})`);
      onEffect(running, [...underWay]);
      underWay.add(running);
      try {
        await handle(running, context);
      } finally {
        underWay.delete(running);
      }
    };
    const kinds = Object.keys(handlers) as (keyof Handlers)[];
    return Object.fromEntries(kinds.map((kind) => [kind, observe(kind)])) as Handlers;
  }
}
