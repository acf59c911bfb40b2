import { expect, test } from 'vitest';
import { lifecycleHandlers } from '../../src/effects/lifecycle.js';
import type { RefusedPort } from '../../src/environment/assign-ports.js';
import { SimError } from '../../src/errors.js';
import type { Event } from '../../src/state/core/event.js';
import { composeRuntimeOver } from '../fakes/compose-runtime.js';
import { FakeEngine } from '../fakes/container-engine.js';
import { definition, environment } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';

const refusal = 'Bind for 127.0.0.1:18330 failed: port is already allocated';

function started(otherPortCanBeHad: boolean, refused?: SimError) {
  const engine = new FakeEngine();
  const declared = environment([definition('web')]);
  const story = new Story().tell({ kind: 'environment.declared', environment: declared });
  const before = engine.create('web', { id: 'first', status: 'created' });
  story.tell({ kind: 'container.observed', container: before });
  engine.start = () => Promise.reject(refused ?? new SimError('failed', refusal));
  engine.stop = engine.start;
  engine.restart = engine.start;
  const runtime = composeRuntimeOver(engine, declared, {
    create: async () => {
      if (refused !== undefined) throw refused;
      if (!otherPortCanBeHad) return;
      engine.destroy('first');
      engine.create('web', { id: 'second', status: 'created' });
    },
  });
  const moved: RefusedPort[] = [];
  const events: Event[] = [];
  const handlers = lifecycleHandlers({
    runtime,
    current: () => story.snapshot,
    findImage: () => Promise.reject(refused ?? new Error('not asked for in this test')),
    declareScales: async () => false,
    movePorts: async (taken) => {
      moved.push(taken);
    },
  });
  const context = {
    now: () => 1,
    signal: new AbortController().signal,
    dispatch: (event: Event) => {
      events.push(event);
      story.tell(event);
    },
  };
  const start = () =>
    handlers['start-container'](
      { kind: 'start-container', key: 'start:web', cause: 'wanted', service: 'web', index: 1 },
      context,
    );
  const create = () =>
    handlers['create-container'](
      { kind: 'create-container', key: 'create:web', cause: 'wanted', service: 'web', anew: false },
      context,
    );
  const find = () =>
    handlers['find-image'](
      { kind: 'find-image', key: 'find-image:web', cause: 'wanted', service: 'web', asked: 1 },
      context,
    );
  const effect = { key: 'web', cause: 'wanted', service: 'web', index: 1 } as const;
  const stop = () => handlers['stop-container']({ ...effect, kind: 'stop-container' }, context);
  const restart = () => handlers['restart-container']({ ...effect, kind: 'restart-container' }, context);
  const gather = (containerId: string) =>
    handlers['gather-evidence']({ ...effect, kind: 'gather-evidence', containerId }, context);
  return { start, create, find, stop, restart, gather, engine, moved, events };
}

test('a port that the engine refuses, though nobody listens on it, is given up for another one', async () => {
  const { start, moved, events } = started(true);
  await start();
  expect(moved).toEqual([{ hostIp: '127.0.0.1', protocol: undefined, published: 18330 }]);
  expect(events.map(({ kind }) => kind)).toEqual(['container.observed']);
});

test('where no other port can be had, the service failed to start, in the words of the engine', async () => {
  const { start, events } = started(false);
  await start();
  expect(events.at(-1)).toMatchObject({ kind: 'container.start-failed', service: 'web', detail: refusal });
});

test('what the engine or Compose repeats of a secret when it refuses a service is hidden', async () => {
  const refused = new SimError('compose-failed', 'unknown log opt: hunter2');
  const { create, start, stop, restart, events } = started(false, refused);
  await expect(stop()).rejects.toThrow('unknown log opt: ••••••');
  await expect(restart()).rejects.toThrow('unknown log opt: ••••••');
  await create();
  expect(events.at(-1)).toMatchObject({
    kind: 'container.create-failed',
    detail: 'unknown log opt: ••••••',
  });
  await start();
  expect(events.at(-1)).toMatchObject({ kind: 'container.start-failed', detail: 'unknown log opt: ••••••' });
});

test('what a failed build repeats of a secret is hidden, and our own words about an image stay as they are', async () => {
  const said = new SimError('compose-failed', 'failed: --token hunter2', { detail: 'one\ntwo hunter2' });
  const ours = new SimError('image-unavailable', 'Docker Hub has no image hunter2.');
  const toldOf = async (error: SimError) => {
    const { find, events } = started(false, error);
    await find();
    return events;
  };
  expect(await toldOf(said)).toMatchObject([
    { kind: 'image.unavailable', detail: 'failed: --token ••••••' },
    { kind: 'container.evidence-found', lines: ['one', 'two ••••••'] },
  ]);
  expect(await toldOf(ours)).toMatchObject([
    { kind: 'image.unavailable', detail: 'Docker Hub has no image hunter2.' },
  ]);
});

test('a start that nobody wants any more is looked at when it has ended: what runs is stopped before it is removed', async () => {
  const engine = new FakeEngine();
  const declared = environment([definition('web')]);
  const story = new Story().tell({ kind: 'environment.declared', environment: declared });
  story.tell({ kind: 'container.observed', container: engine.create('web', { id: 'web' }) });
  const never = () => Promise.reject(new Error('not asked for in this test'));
  const handlers = lifecycleHandlers({
    ...{ runtime: composeRuntimeOver(engine, declared), current: () => story.snapshot },
    ...{ findImage: never, declareScales: never, movePorts: never },
  });
  await handlers['start-container'](
    { kind: 'start-container', key: 'start:web', cause: 'wanted', service: 'web', index: 1 },
    { now: () => 1, signal: AbortSignal.abort(), dispatch: (event) => void story.tell(event) },
  );
  expect(story.snapshot.services.web?.instances[0]?.container.status).toBe('running');
});

test('the last lines of a container are no evidence against the one that has taken its place', async () => {
  const { gather, engine, events } = started(true);
  engine.write('first', 'no disk');
  await gather('an older one');
  expect(events).toEqual([]);
  await gather('first');
  expect(events).toMatchObject([{ kind: 'container.evidence-found', index: 1, lines: ['no disk'] }]);
});
