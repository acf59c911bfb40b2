import { describe, expect, test } from 'vitest';
import { viewEnvironment, viewServices } from '../../../src/state/services/view.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { container, Story } from '../../fakes/story.js';

/** `api` behind `db`; all made. */
function shop(): Story {
  const db = definition('db', { oneShot: false });
  const api = definition('api', { dependsOn: [waitsFor('db', 'service_started')], oneShot: false });
  return createdOf(db, api);
}

function createdOf(...definitions: readonly ReturnType<typeof definition>[]): Story {
  const story = wanted(...definitions);
  return story.created(...definitions.map(({ name }) => name));
}

/** Wanted, with images, and Compose at work on their containers. */
function wanted(...definitions: readonly ReturnType<typeof definition>[]): Story {
  const story = new Story().tell(
    { kind: 'environment.declared', environment: environment(definitions) },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  story.take();
  return story;
}

function view(story: Story, name: string) {
  const { state, ready, cause } = viewServices(story.snapshot).find((one) => one.name === name) ?? {};
  return { state, ready, cause };
}

describe('a word and ready say the same', () => {
  test('of what runs while all goes down', () => {
    const story = shop().runs('db').tell({ kind: 'down.requested', volumes: false });
    expect(view(story, 'db')).toMatchObject({ state: 'stopping', ready: false });
  });

  test('of an environment in which all was stopped by hand: nobody waits for it', () => {
    const story = createdOf(definition('db', { oneShot: false })).runs('db');
    story.tell({ kind: 'stop.requested', service: 'db' });
    expect(viewEnvironment(story.snapshot)).toMatchObject({ ready: true, awaitedCount: 0, waitingFor: [] });
  });

  test('of one that has done its work and is about to do it again', () => {
    const story = createdOf(definition('seed'));
    story.take();
    story.runs('seed').observe('seed', { status: 'exited', exitCode: 0, startedAt: 5, finishedAt: 6 });
    expect(view(story, 'seed')).toMatchObject({ state: 'done', ready: true });
    const restart = {
      kind: 'restart-container',
      key: 'restart:seed',
      cause: 'x',
      service: 'seed',
      index: 1,
    } as const;
    story.tell({ kind: 'effect.started', effect: restart });
    expect(view(story, 'seed')).toMatchObject({ state: 'restarting', ready: false });
    expect(viewEnvironment(story.snapshot).ready).toBe(false);
  });
});

describe('a container that somebody removes while Compose is still at work on others', () => {
  const made = (story: Story) => {
    story.tell({ kind: 'container.observed', container: container('db') });
    story.tell({ kind: 'container.removed', service: 'db', id: 'db-1' });
    return story.tell({ kind: 'container.created', service: 'db', durationMs: 5 }).finish('create:db');
  };

  test('is made again', () => {
    expect(made(wanted(definition('db'))).plan()).toBe('create:db (its image is there)');
  });

  test('is not asked for without end: Compose may have its own reasons to find that all is there', () => {
    const story = made(wanted(definition('db')));
    story.take();
    story.tell({ kind: 'container.created', service: 'db', durationMs: 5 }).finish('create:db');
    expect(story.plan()).toBe('');
  });
});

test('what is heard late of a container that is gone does not bring it back', () => {
  const story = createdOf(definition('db'));
  story.tell({ kind: 'container.removed', service: 'db', id: 'db-1' });
  story.tell({ kind: 'container.observed', container: container('db', { status: 'running', startedAt: 5 }) });
  expect(story.snapshot.services.db?.instances).toEqual([]);
  expect(story.plan()).toContain('create:db');
});

test('what is found to run while everything is removed is not stopped beside that', () => {
  const story = shop().tell({ kind: 'down.requested', volumes: false });
  story.take();
  story.runs('db');
  expect(Object.keys(story.snapshot.inFlight)).toContain('remove');
  expect(story.plan()).toBe('');
});

test('what Compose may not look at because of a pause says that it waits for its end', () => {
  const story = wanted(
    definition('db', { oneShot: false }),
    definition('api', { dependsOn: [waitsFor('db', 'service_started')], oneShot: false }),
  );
  // Both are of an earlier controller.
  story.observe('db', { status: 'paused', startedAt: 5 }).observe('api', { status: 'created' });
  expect(view(story, 'api')).toEqual({
    state: 'waiting',
    ready: false,
    cause: 'waits for db, which is paused',
  });
});

test('what was started a moment before the engine went, and went with it, is started again', () => {
  const story = createdOf(definition('db', { oneShot: false }));
  story.take();
  story.finish('start:db').tell({ kind: 'engine.lost', detail: 'ECONNRESET' });
  story.observe('db', { status: 'exited', exitCode: 137, startedAt: 5, finishedAt: 6 });
  story.tell({ kind: 'engine.connected', version: '26.1.5' });
  expect(view(story, 'db').state).not.toBe('failed');
  expect(story.plan()).toBe('start:db (nothing to wait for)');
});

test('what is scaled to nothing while it is paused says what it waits for', () => {
  const story = createdOf(definition('db', { oneShot: false }));
  story.take();
  story.observe('db', { status: 'paused', startedAt: 5 });
  story.tell({ kind: 'scale.requested', service: 'db', replicas: 0 });
  expect(view(story, 'db')).toMatchObject({
    state: 'stopping',
    cause: 'scaled to 0; goes as soon as db, which is paused, runs on',
  });
});

test('what a pause keeps from being scaled says so, whatever its containers do', () => {
  const story = wanted(definition('db', { oneShot: false, replicas: 3 }));
  const db = (index: number, status: 'running' | 'paused') =>
    story.observe('db', { index, id: `db-${index}`, status, startedAt: 5 });
  db(1, 'running');
  db(2, 'running');
  db(3, 'paused');
  story.tell(
    { kind: 'container.created', service: 'db', scale: 3, durationMs: 5 },
    { kind: 'scale.requested', service: 'db', replicas: 5 },
  );
  const held = (scale: number) => `has 3 and not ${scale} containers until db#3, which is paused, runs on`;
  expect(view(story, 'db').cause).toMatch(new RegExp(`^2 of 5 ready; db#3: paused from .*; ${held(5)}$`));
  // None of the two that are wanted waits for anything.
  story.tell({ kind: 'scale.requested', service: 'db', replicas: 2 });
  expect(view(story, 'db')).toEqual({ state: 'ready', ready: true, cause: held(2) });
  db(3, 'running');
  expect(view(story, 'db').cause).toBeUndefined();
});

test('what Compose could not scale to nothing says why it still runs', () => {
  const story = createdOf(definition('db', { oneShot: false }));
  story.take();
  story.runs('db').tell({ kind: 'scale.requested', service: 'db', replicas: 0 });
  expect(view(story, 'db')).toMatchObject({ state: 'stopping', cause: 'scaled to 0' });
  story.tell({ kind: 'container.create-failed', service: 'db', detail: 'the daemon is gone' });
  expect(view(story, 'db')).toMatchObject({
    state: 'failed',
    cause: 'could not be made anew: the daemon is gone; the container of before runs on',
  });
});
