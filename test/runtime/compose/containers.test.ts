import { expect, test } from 'vitest';
import { Containers } from '../../../src/runtime/compose/containers.js';
import { FakeEngine } from '../../fakes/container-engine.js';

const web = { service: 'web', index: 1 };

test('an instance has the container that was last observed, without another look', async () => {
  const engine = new FakeEngine();
  const containers = new Containers(engine);
  engine.create('web', { id: 'first' });
  await containers.observeAll();
  engine.calls.length = 0;
  expect((await containers.of(web))?.id).toBe('first');
  expect(engine.calls).toEqual([]);
});

test('while Compose replaces a container the newer one is meant', async () => {
  const engine = new FakeEngine();
  const containers = new Containers(engine);
  engine.create('web', { id: 'first' });
  engine.create('web', { id: 'second' });
  await containers.observeAll();
  expect((await containers.of(web))?.id).toBe('second');
  engine.destroy('first');
  containers.forget('first');
  expect((await containers.of(web))?.id).toBe('second');
});

test('what went or came without anybody telling is found by the next look', async () => {
  const engine = new FakeEngine();
  const containers = new Containers(engine);
  engine.create('web', { id: 'first' });
  await containers.observeAll();
  engine.destroy('first');
  engine.create('web', { id: 'second' });
  expect((await containers.look(web))?.id).toBe('second');
  engine.destroy('second');
  containers.doubt();
  expect(await containers.of(web)).toBeUndefined();
});

test('what is made while the engine lists stays known, though its answer lacks it', async () => {
  const engine = new FakeEngine();
  const containers = new Containers(engine);
  const answer = Promise.withResolvers<[]>();
  engine.observeAll = () => answer.promise;
  const listing = containers.observeAll();
  engine.create('web', { id: 'first' });
  await containers.observe('first');
  answer.resolve([]);
  await listing;
  expect(containers.last('first')).toBeDefined();
});

test('a list that failed leaves it to the next question to ask again', async () => {
  const engine = new FakeEngine();
  const containers = new Containers(engine);
  engine.create('web', { id: 'first' });
  await containers.observeAll();
  engine.destroy('first');
  containers.doubt();
  const list = engine.observeAll.bind(engine);
  engine.observeAll = () => Promise.reject(new Error('no answer'));
  await expect(containers.of(web)).rejects.toThrow('no answer');
  engine.observeAll = list;
  expect(await containers.of(web)).toBeUndefined();
});
