import { expect, test } from 'vitest';
import { definition, waitsFor } from '../fakes/environment.js';
import { MemoryController } from '../fakes/memory-controller.js';

/** A web service three times over a database, which takes half a second to be healthy. */
function shop() {
  return new MemoryController(
    [
      definition('db', { oneShot: false, hasHealthCheck: true }),
      definition('web', { oneShot: false, replicas: 3, dependsOn: [waitsFor('db')] }),
    ],
    { db: { healthyAfterMs: 500, stopMs: 200 }, web: { restart: 'on-failure', ports: [8080] } },
  );
}

const up = ['db: ready 1/1', 'web: ready 3/3'];

test('all instances of a service come up, once what they wait for is healthy', async () => {
  await using controller = shop();
  await controller.until(['db: starting 0/1', 'web: waiting 0/3']);
  await controller.until(up);
  expect(controller.begun.filter((key) => key.startsWith('start:'))).toHaveLength(4);
  expect(controller.view('web').instances.map(({ index }) => index)).toEqual([1, 2, 3]);
});

test('one that ends by itself leaves its service degraded, and comes back by its policy', async () => {
  await using controller = shop();
  await controller.until(up);
  controller.world.find({ service: 'web', index: 2 })?.fail(1);
  await controller.until(['db: ready 1/1', 'web: degraded 2/3']);
  expect(controller.view('web')).toMatchObject({ ready: false, cause: expect.stringContaining('web#2') });
  await controller.until(up);
});

test('one that was killed stays ended until a start is asked for', async () => {
  await using controller = shop();
  await controller.until(up);
  controller.world.find({ service: 'web', index: 1 })?.signal('SIGKILL');
  await controller.until(['db: ready 1/1', 'web: degraded 2/3']);
  controller.world.advance(10_000);
  await controller.until(['db: ready 1/1', 'web: degraded 2/3']);
  controller.wish({ kind: 'start.requested', service: 'web' });
  await controller.until(up);
});

test('a service is scaled up and down, and what stays is left alone', async () => {
  await using controller = shop();
  await controller.until(up);
  const first = controller.view('web').instances[0]?.container.id;
  controller.wish({ kind: 'scale.requested', service: 'web', replicas: 5 });
  await controller.until(['db: ready 1/1', 'web: ready 5/5']);
  controller.wish({ kind: 'scale.requested', service: 'web', replicas: 1 });
  await controller.until(['db: ready 1/1', 'web: ready 1/1']);
  expect(controller.view('web').instances).toMatchObject([{ index: 1, container: { id: first } }]);
});

test('of several services the one that is refused is the only one that fails', async () => {
  await using controller = new MemoryController([definition('a'), definition('b'), definition('c')], {
    a: {},
    b: {},
    c: {},
  });
  controller.world.refuse('create b', 'b: the network is not there');
  await controller.until(['a: ready 1/1', 'b: failed 0/1', 'c: ready 1/1']);
  expect(controller.view('b').cause).toContain('the network is not there');
});

test('a port that somebody else has by now is given up for another one', async () => {
  await using controller = new MemoryController([definition('web', { oneShot: false })], {
    web: { ports: [8080] },
  });
  const first = 32_868;
  controller.world.takePort(first);
  await controller.until(['web: ready 1/1']);
  expect(controller.moved).toMatchObject([{ published: first }]);
});

test('of what was scaled the one whose port somebody else has is made at another one, and the others stay', async () => {
  await using controller = new MemoryController([definition('web', { oneShot: false, replicas: 2 })], {
    web: { ports: [8080] },
  });
  await controller.until(['web: ready 2/2']);
  const before = controller.view('web').instances.map(({ container }) => container.id);
  controller.isScaled = true;
  const third = 33_068;
  controller.world.takePort(third);
  controller.wish({ kind: 'scale.requested', service: 'web', replicas: 3 });
  await controller.until(['web: ready 3/3']);
  expect(controller.moved).toMatchObject([{ published: third }]);
  expect(controller.view('web').instances.map(({ container }) => container.id)).toEqual([
    ...before,
    expect.any(String),
  ]);
  expect(controller.snapshot.log.map(({ text }) => text)).not.toContainEqual(
    expect.stringContaining('removed from outside'),
  );
});

test('what went while the engine was away is made again when it is back', async () => {
  await using controller = shop();
  await controller.until(up);
  controller.world.setAway(true);
  await controller.until(() => controller.snapshot.engine.state === 'lost');
  controller.world.remove(controller.view('web').instances[2]?.container.id ?? '');
  controller.world.setAway(false);
  await controller.until(up);
  expect(controller.world.instancesOf('web')).toHaveLength(3);
});

test('going down ends dependents first and leaves nothing but the data', async () => {
  await using controller = shop();
  await controller.until(up);
  controller.wish({ kind: 'down.requested', volumes: false });
  await controller.until(() => controller.snapshot.removed);
  const stops = controller.begun.filter((key) => key.startsWith('stop:'));
  expect(stops.at(-1)).toContain('db');
  expect(stops).toHaveLength(4);
  expect(controller.world.look()).toEqual([]);
  expect(controller.snapshot.removal).toMatchObject({ keptVolumes: ['data'], volumes: [] });
});
