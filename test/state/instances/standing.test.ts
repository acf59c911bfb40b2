import { describe, expect, test } from 'vitest';
import type { ContainerObservation } from '../../../src/state/instances/container.js';
import { startOutcome } from '../../../src/state/services/outcome.js';
import { viewServices } from '../../../src/state/services/view.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const onDefault = { networks: ['sim-test_default'] };

function ready(changes: Partial<ContainerObservation> = {}): Story {
  const db = definition('db', { oneShot: false, networks: ['sim-test_default'] });
  const sidecar = definition('sidecar', { oneShot: false, networkOf: 'db' });
  const story = new Story().tell(
    { kind: 'environment.declared', environment: environment([db, sidecar]) },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  story.take();
  story.created('db', 'sidecar').take();
  runs(story, { health: 'healthy', ...changes });
  story.observe('sidecar', { status: 'running', startedAt: 1_001_000 });
  return story.finish('start:db', 'start:sidecar');
}

function runs(story: Story, changes: Partial<ContainerObservation>): Story {
  return story.observe('db', { status: 'running', startedAt: 1_000_500, ...onDefault, ...changes });
}

function viewOf({ snapshot }: Story, name = 'db') {
  const view = viewServices(snapshot).find((candidate) => candidate.name === name);
  if (view === undefined) throw new Error(`no ${name}`);
  return view;
}

/** A new `up`, whose images are found. */
function upAgain(story: Story): Story {
  story.tell({ kind: 'up.requested' });
  story.take();
  return story.imagesReady();
}

const texts = ({ snapshot }: Story) => snapshot.log.map(({ text }) => text);

describe('a container that somebody paused', () => {
  test('is paused and not ready, whatever its check said', () => {
    const story = runs(ready(), { status: 'paused', health: 'healthy' });
    expect(viewOf(story)).toMatchObject({ state: 'paused', ready: false });
    expect(viewOf(story).cause).toMatch(/^paused from outside since \d\d:\d\d:\d\d$/);
    expect(texts(story)).toContain('paused from outside');
    expect(startOutcome(story.snapshot)).toBe('failed');
  });

  test('is not told to have just started when it runs on, and no old probe counts against it', () => {
    const story = runs(ready(), { status: 'paused' });
    const probe = { at: story.snapshot.at, exitCode: -1, output: 'timed out' };
    runs(story, { health: 'unhealthy', probe });
    expect(texts(story).at(-1)).toMatch(/^runs on after \d+ ms of pause$/);
    expect(viewOf(story)).toMatchObject({ state: 'starting', ready: false });
    runs(story, { health: 'unhealthy', probe: { ...probe, at: story.snapshot.at + 100 } });
    expect(viewOf(story).state).toBe('unhealthy');
    runs(story, { health: 'healthy', probe: { ...probe, exitCode: 0, at: story.snapshot.at + 100 } });
    expect(viewOf(story).ready).toBe(true);
    expect(texts(story).at(-1)).toMatch(/^ready again after /);
  });

  test('can be stopped', () => {
    const story = runs(ready(), { status: 'paused' }).tell({ kind: 'stop.requested', service: 'db' });
    expect(story.plan()).toBe('stop:db (asked for by hand)');
  });
});

test('an up leaves what needs a paused container as it is until that runs on', () => {
  const app = definition('app', { oneShot: false, dependsOn: [waitsFor('web', 'service_started')] });
  const web = definition('web', { oneShot: false, dependsOn: [waitsFor('db', 'service_started')] });
  const story = new Story().tell(
    { kind: 'environment.declared', environment: environment([definition('db'), web, app]) },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady().take();
  story.created('db', 'web', 'app');
  for (const name of ['db', 'web', 'app']) {
    story.take();
    story.observe(name, { status: 'running', startedAt: story.snapshot.at }).finish(`start:${name}`);
  }
  runs(story, { status: 'paused' });
  upAgain(story);
  expect(story.plan()).toBe('');
  expect(startOutcome(story.snapshot)).toBe('failed');
  runs(story, {});
  expect(story.plan()).toMatch(/^create:db .*\ncreate:web .*\ncreate:app .*$/);
});

describe('a container that was taken off its network', () => {
  test('is detached, and the next up makes it anew for this reason', () => {
    const story = runs(ready(), { health: 'healthy', networks: [] });
    expect(viewOf(story)).toMatchObject({ state: 'detached', ready: false });
    expect(viewOf(story).cause).toMatch(/^is on none of its declared networks \(it was taken off at /);
    expect(texts(story)).toContain('was taken off its network');
    expect(upAgain(story).plan()).toContain('create:db (it was taken off sim-test_default)');
  });

  test('is as it was once it is connected again', () => {
    const story = runs(ready(), { health: 'healthy', networks: [] });
    runs(story, { health: 'healthy' });
    expect(viewOf(story)).toMatchObject({ state: 'ready', ready: true });
    expect(upAgain(story).plan()).toContain('create:db (its image is there)');
  });

  test('is what uses the network of a container that was started again since', () => {
    const story = runs(ready(), { startedAt: 1_002_000, health: 'healthy' });
    expect(viewOf(story, 'sidecar')).toMatchObject({ state: 'detached', ready: false });
    expect(viewOf(story, 'sidecar').cause).toBe(
      'has the network of db as it was before db was started again',
    );
    story.observe('sidecar', { status: 'running', startedAt: 1_002_500 });
    expect(viewOf(story, 'sidecar').state).toBe('ready');
  });

  test('is what uses the network of one of several containers that is gone, whichever others there are', () => {
    const story = ready();
    const shares = (networkFrom: string) =>
      story.observe('sidecar', { status: 'running', startedAt: 1_001_000, networkFrom });
    // Compose has taken the network of the first; the second was started later.
    const second = { index: 2, id: 'db-2', startedAt: 1_002_000, health: 'healthy' } as const;
    runs(shares('db-1'), second);
    expect(viewOf(story, 'sidecar').state).toBe('ready');
    story.tell({ kind: 'container.removed', service: 'db', id: 'db-1' });
    expect(viewOf(story, 'sidecar')).toMatchObject({
      state: 'detached',
      cause: 'has the network of a container of db that is gone',
    });
    shares('db-2');
    expect(viewOf(story, 'sidecar').cause).toBe(
      'has the network of db as it was before db was started again',
    );
  });

  test('is nothing that shares the network of a container of which the engine has not told yet', () => {
    const story = new Story().tell({
      kind: 'environment.declared',
      environment: environment([definition('db'), definition('sidecar', { networkOf: 'db' })]),
    });
    story.observe('sidecar', { status: 'running', startedAt: 1_001_000, networkFrom: 'db-1' });
    expect(viewOf(story, 'sidecar').state).toBe('ready');
  });
});

test('a container that somebody removed is told of, and made anew for this reason', () => {
  const story = ready().tell({ kind: 'container.removed', service: 'db', id: 'db-1' });
  expect(texts(story).at(-1)).toBe('its container was removed from outside; another one is made');
  expect(story.plan()).toContain('create:db (it was removed from outside)');
});

test('a container that Compose replaces was not removed from outside', () => {
  const story = upAgain(ready());
  story.take();
  story.tell({ kind: 'container.removed', service: 'db', id: 'db-1' });
  expect(texts(story).join()).not.toContain('from outside');
});

test('who could not be made anew has failed, though the container of before runs on', () => {
  const story = upAgain(ready());
  story.take();
  story.tell({ kind: 'container.create-failed', service: 'db', detail: 'no such folder' });
  expect(viewOf(story)).toMatchObject({
    state: 'failed',
    ready: false,
    cause: 'could not be made anew: no such folder; the container of before runs on',
  });
});

describe('a service that ends by itself', () => {
  const again = (story: Story, restarts: number, lastedMs: number) => {
    const startedAt = story.snapshot.at;
    const end = { restarts, exitCode: 1, startedAt, finishedAt: startedAt + lastedMs };
    return story
      .observe('db', { status: 'running', ...onDefault, restarts: restarts - 1, startedAt })
      .observe('db', { status: 'restarting', ...onDefault, ...end });
  };

  test('is restarting from its second end on, also while it runs, until it stays', () => {
    const story = again(again(ready({ health: 'none' }), 1, 100), 2, 100);
    const startedAt = story.snapshot.at;
    const running = { status: 'running', health: 'none', restarts: 2, startedAt, ...onDefault } as const;
    story.observe('db', running);
    expect(viewOf(story)).toMatchObject({
      state: 'restarting',
      ready: false,
      ends: { count: 2, lastCode: 1 },
    });
    expect(viewOf(story).cause).toMatch(/^ended 2 times with 1 in the last /);
    for (let i = 0; i < 1100; i++) story.tell({ kind: 'clock.ticked' });
    expect(viewOf(story)).toMatchObject({ state: 'ready', ready: true });
  });

  test('counts anew after a long run, and when somebody asks for it', () => {
    const story = again(again(ready({ health: 'none' }), 1, 100), 2, 20_000);
    expect(viewOf(story).ends?.count).toBe(1);
    story.tell({ kind: 'start.requested', service: 'db' });
    expect(viewOf(story).ends).toBeUndefined();
  });

  test('is not counted where the engine went and took it along', () => {
    const story = ready();
    for (const startedAt of [1_000_500, 1_001_500]) {
      runs(story, { startedAt, health: 'healthy' });
      story.tell({ kind: 'engine.lost', detail: 'gone' });
      runs(story, { status: 'exited', exitCode: 0, startedAt, finishedAt: startedAt + 100 });
      story.tell({ kind: 'engine.connected', version: '26.1.5' });
      story.take();
      story.finish('start:db');
    }
    runs(story, { startedAt: 1_002_500, health: 'healthy' });
    expect(viewOf(story)).toMatchObject({ state: 'ready', ready: true, ends: undefined });
  });

  test('is not counted where it was stopped by hand', () => {
    const story = ready().tell({ kind: 'stop.requested', service: 'db' });
    story.take();
    story.observe('db', { status: 'exited', exitCode: 0, ...onDefault, startedAt: 1_000_500 });
    expect(viewOf(story).ends).toBeUndefined();
  });
});
