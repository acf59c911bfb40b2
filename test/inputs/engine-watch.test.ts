import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimError } from '../../src/errors.js';
import { watchEngine } from '../../src/inputs/engine-watch.js';
import { Containers } from '../../src/runtime/compose/containers.js';
import { watchContainers } from '../../src/runtime/compose/watch-containers.js';
import { FakeEngine } from '../fakes/container-engine.js';
import { declaredStore } from '../fakes/controller.js';
import { definition, environment } from '../fakes/environment.js';

let ending: AbortController;
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => ending.abort());

function watch() {
  const engine = new FakeEngine();
  const store = declaredStore(environment([definition('web'), definition('db')]));
  const containers = new Containers(engine);
  const begin = () =>
    watchEngine({
      runtime: {
        watch: (signal) => watchContainers({ engine, containers, now: store.now }, signal),
        observeAll: () => containers.observeAll(),
      },
      dispatch: store.dispatch,
      current: () => store.current,
      now: store.now,
      signal: ending.signal,
    });
  return { engine, store, begin };
}

test('what runs already is known before the engine counts as connected', async () => {
  const { engine, store, begin } = watch();
  engine.create('web', { status: 'running', startedAt: 1 });
  void begin();
  const snapshot = await store.until(({ engine: { state } }) => state === 'connected');
  expect(snapshot.services.web?.instances[0]?.container?.status).toBe('running');
  expect(store.kinds).toEqual(['container.observed', 'engine.connected']);
});

test('each change of a container is seen, and its end', async () => {
  const { engine, store, begin } = watch();
  void begin();
  await store.until(({ engine: { state } }) => state === 'connected');
  const { id } = engine.create('web');
  await store.until(({ services }) => services.web?.instances[0]?.container?.status === 'created');
  await engine.start(id);
  engine.change(id, { health: 'healthy' }, 'health_status: healthy');
  await store.until(({ services }) => services.web?.instances[0]?.container?.health === 'healthy');
  engine.destroy(id);
  await store.until(({ services }) => services.web?.instances[0]?.container === undefined);
});

test('a burst of events costs two looks at most', async () => {
  const { engine, store, begin } = watch();
  void begin();
  await store.until(({ engine: { state } }) => state === 'connected');
  const { id } = engine.create('web');
  await store.until(({ services }) => services.web?.instances[0]?.container !== undefined);
  engine.calls.length = 0;
  for (let i = 0; i < 50; i++) engine.change(id, { restarts: i }, 'restart');
  await store.until(({ services }) => services.web?.instances[0]?.container?.restarts === 49);
  expect(engine.calls.filter((call) => call === `observe ${id}`).length).toBeLessThanOrEqual(2);
});

test('an engine that goes and comes back is found again, and what vanished meanwhile is gone', async () => {
  const { engine, store, begin } = watch();
  const { id } = engine.create('web', { status: 'running', startedAt: 1 });
  void begin();
  await store.until(({ engine: { state } }) => state === 'connected');
  engine.setAway(true);
  await store.until(({ engine: { state } }) => state === 'lost');
  engine.containers.delete(id);
  engine.setAway(false);
  const snapshot = await store.until(({ engine: { state } }) => state === 'connected');
  expect(snapshot.services.web?.instances[0]?.container).toBeUndefined();
});

test('a container that is made and seen while the engine lists is not called removed', async () => {
  const { engine, store, begin } = watch();
  engine.observeAll = async () => {
    engine.observeAll = FakeEngine.prototype.observeAll;
    const container = engine.create('web');
    store.dispatch({ kind: 'container.observed', at: store.now(), container });
    return [];
  };
  void begin();
  const snapshot = await store.until(({ engine: { state } }) => state === 'connected');
  expect(snapshot.services.web?.instances[0]?.container.status).toBe('created');
});

test('an engine that does not say what became of a container is asked for all of them', async () => {
  const { engine, store, begin } = watch();
  const { id } = engine.create('web');
  void begin();
  await store.until(({ engine: { state } }) => state === 'connected');
  engine.observe = async () => {
    engine.observe = FakeEngine.prototype.observe;
    throw new SimError('engine-lost', 'the connection was reset');
  };
  await engine.start(id);
  await store.until(({ services }) => services.web?.instances[0]?.container.status === 'running');
  expect(store.kinds).toContain('engine.lost');
});
