import { expect, test } from 'vitest';
import { lifecycleHandlers } from '../../src/effects/lifecycle.js';
import type { RefusedPort } from '../../src/environment/assign-ports.js';
import { SimError } from '../../src/errors.js';
import type { Event } from '../../src/state/event.js';
import { FakeEngine } from '../fakes/container-engine.js';
import { definition, environment } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';

const refusal = 'Bind for 127.0.0.1:18330 failed: port is already allocated';

function started(otherPortCanBeHad: boolean) {
  const engine = new FakeEngine();
  const story = new Story().tell({
    kind: 'environment.declared',
    environment: environment([definition('web')]),
  });
  const before = engine.create('web', { id: 'first', status: 'created' });
  story.tell({ kind: 'container.observed', container: before });
  engine.start = () => Promise.reject(new SimError('failed', refusal));
  const moved: RefusedPort[] = [];
  const events: Event[] = [];
  const handlers = lifecycleHandlers({
    engine,
    current: () => story.snapshot,
    findImage: () => Promise.reject(new Error('not asked for in this test')),
    stopThroughCompose: () => Promise.reject(new Error('not asked for in this test')),
    startThroughCompose: () => Promise.reject(new Error('not asked for in this test')),
    createContainers: async () => {
      if (!otherPortCanBeHad) return;
      engine.destroy('first');
      engine.create('web', { id: 'second', status: 'created' });
    },
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
      { kind: 'start-container', key: 'start:web', cause: 'wanted', service: 'web', throughCompose: false },
      context,
    );
  return { start, moved, events };
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
