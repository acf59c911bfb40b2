import { afterEach, beforeEach, expect, test } from 'vitest';
import { Containers } from '../../../src/runtime/compose/containers.js';
import { watchContainers } from '../../../src/runtime/compose/watch-containers.js';
import type { InstanceChange } from '../../../src/runtime/runtime.js';
import { FakeEngine } from '../../fakes/container-engine.js';

let ending: AbortController;
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => ending.abort());

/** What is told, one thing after the other. */
async function watching(engine: FakeEngine) {
  const watch = await watchContainers(
    { engine, containers: new Containers(engine), now: () => 1 },
    ending.signal,
  );
  const changes = watch.changes[Symbol.asyncIterator]();
  const next = async (): Promise<InstanceChange> => {
    const { value, done } = await changes.next();
    if (done === true) throw new Error('nothing more is told');
    return value;
  };
  return { watch, next };
}

test('what is there is told first, and then each change of a container until its end', async () => {
  const engine = new FakeEngine();
  const { id } = engine.create('web');
  const { watch, next } = await watching(engine);
  expect(watch).toMatchObject({ version: '26.1.5', containers: [{ id, status: 'created' }] });
  await engine.start(id);
  expect(await next()).toMatchObject({ kind: 'observed', container: { id, status: 'running' } });
  engine.destroy(id);
  expect(await next()).toEqual({ kind: 'removed', container: { service: 'web', index: 1, id } });
});

test('a container that is removed while it is looked at is not told of afterwards', async () => {
  const engine = new FakeEngine();
  const { id } = engine.create('web');
  const before = engine.containers.get(id);
  const { next } = await watching(engine);
  let answer: () => void = () => undefined;
  engine.observe = () =>
    new Promise((resolve) => {
      answer = () => resolve(before);
    });
  engine.change(id, { restarts: 1 }, 'restart');
  await new Promise((resolve) => setImmediate(resolve));
  engine.destroy(id);
  expect(await next()).toMatchObject({ kind: 'removed' });
  answer();
  await new Promise((resolve) => setImmediate(resolve));
  ending.abort();
  await expect(next()).rejects.toThrow('nothing more is told');
});

test('a watch ends with its engine, and says so', async () => {
  const engine = new FakeEngine();
  const { next } = await watching(engine);
  engine.setAway(true);
  await expect(next()).rejects.toMatchObject({ code: 'engine-lost' });
});
