import { expect, test } from 'vitest';
import { Executor, type Handlers } from '../../src/effects/executor.js';
import { SimError } from '../../src/errors.js';
import type { Effect } from '../../src/state/core/effect.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import type { Snapshot } from '../../src/state/core/snapshot.js';
import { createStore } from '../../src/state/core/store.js';

const effect: Effect = {
  ...{ kind: 'find-image', key: 'find-image:web', cause: 'web wants it', service: 'web' },
  asked: 0,
};

/** Plans one effect for as long as it is neither under way nor done nor failed. */
function planOnce(done: () => boolean) {
  return (snapshot: Snapshot): readonly Effect[] =>
    done() || snapshot.inFlight[effect.key] !== undefined || snapshot.failedEffects[effect.key] !== undefined
      ? []
      : [effect];
}

function unexpected(): Promise<void> {
  throw new Error('not planned in this test');
}

function handlersWith(findImage: Handlers['find-image']): Handlers {
  return {
    'find-image': findImage,
    'create-container': unexpected,
    'start-container': unexpected,
    'stop-container': unexpected,
    'restart-container': unexpected,
    'gather-evidence': unexpected,
    'list-packages': unexpected,
    build: unexpected,
    swap: unexpected,
    check: unexpected,
    'remove-environment': unexpected,
    'compose-watch': unexpected,
  };
}

function harness(findImage: Handlers['find-image'], plan: (snapshot: Snapshot) => readonly Effect[]) {
  const store = createStore(reduce, emptySnapshot(0));
  const bugs: unknown[] = [];
  let at = 0;
  const now = () => ++at;
  const executor = new Executor({
    store,
    plan,
    handlers: handlersWith(findImage),
    now,
    onBug: (_, bug) => bugs.push(bug),
  });
  const settled = () =>
    new Promise<void>((resolve) => {
      const look = () => Object.keys(store.current.inFlight).length === 0 && resolve();
      store.subscribe(look);
    });
  return { store, bugs, executor, settled };
}

test('an effect runs once, however many changes come while it runs', async () => {
  let runs = 0;
  const { executor, settled, store } = harness(
    async (_, { dispatch, now }) => {
      runs += 1;
      for (let i = 0; i < 5; i++) {
        dispatch({ kind: 'image.progressed', at: now(), service: 'web', text: `${i}` });
        await Promise.resolve();
      }
    },
    planOnce(() => runs > 0),
  );
  await settled();
  await executor[Symbol.asyncDispose]();
  expect(runs).toBe(1);
  expect(store.current.failedEffects).toEqual({});
});

test('a failure is remembered and not tried again', async () => {
  let runs = 0;
  const { executor, settled, store, bugs } = harness(
    async () => {
      runs += 1;
      throw new SimError('failed', 'no room');
    },
    planOnce(() => false),
  );
  await settled();
  await executor[Symbol.asyncDispose]();
  expect(runs).toBe(1);
  expect(store.current.failedEffects[effect.key]?.detail).toBe('no room');
  expect(bugs).toEqual([]);
});

test('anything that is no SimError is reported as a bug', async () => {
  const { executor, settled, bugs } = harness(
    async () => {
      throw new TypeError('undefined is not a function');
    },
    planOnce(() => false),
  );
  await settled();
  await executor[Symbol.asyncDispose]();
  expect(bugs).toHaveLength(1);
});

test('closing aborts what runs and waits for its end', async () => {
  let ended = false;
  const started = Promise.withResolvers<void>();
  const { executor } = harness(
    async (_, { signal }) => {
      started.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended = true;
    },
    planOnce(() => false),
  );
  await started.promise;
  await executor[Symbol.asyncDispose]();
  expect(ended).toBe(true);
});

test('the plan hears the time when it wants to, and is not told it over and over', async () => {
  const store = createStore(reduce, emptySnapshot(0));
  const told: number[] = [];
  store.subscribe(() => told.push(store.current.at));
  let at = 0;
  const now = () => ++at;
  {
    // It wants to hear time 5, and goes on wanting that when it has heard it.
    await using _ = new Executor({
      ...{ store, now, handlers: handlersWith(unexpected), onBug: () => undefined },
      plan: () => [],
      againAt: () => 5,
    });
    await new Promise<void>((resolve) => store.subscribe(() => resolve()));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(told).toHaveLength(1);
});
