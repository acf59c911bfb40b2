import { expect, test } from 'vitest';
import { definition, environment } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const asked = 'compose-watch (site has rules of develop.watch)';

/** A site with rules that runs, and a database without. */
function running(...others: Parameters<typeof environment>[0]): Story {
  const story = new Story().tell(
    { kind: 'engine.connected', version: '26' },
    {
      kind: 'environment.declared',
      environment: environment([definition('site', { composeWatch: true }), definition('db'), ...others]),
    },
    { kind: 'up.requested' },
  );
  story.take();
  story.imagesReady();
  story.take();
  story.created('site', 'db');
  expect(story.plan()).not.toContain('compose-watch');
  story.take();
  return story.runs('site').runs('db');
}

test('rules are followed once the container of their service was started, and asked for once', () => {
  const story = running();
  expect(story.take()).toBe(asked);
  expect(story.plan()).toBe('');
});

test('what ended by itself stays so until the engine, which it may have lost, is back', () => {
  const story = running();
  story.take();
  story.tell({ kind: 'compose-watch.ended', services: ['site'], detail: 'lost' }).finish('compose-watch');
  expect(story.plan()).toBe('');
  story
    .tell({ kind: 'engine.lost', detail: 'gone' })
    .runs('site')
    .tell({ kind: 'engine.connected', version: '26' });
  expect(story.plan()).toBe(asked);
});

test('what is in flight ends before others are followed, and before anything is stopped', () => {
  const story = running();
  story.take();
  story.tell({ kind: 'stop.requested', service: 'site' });
  expect(story.plan()).toContain('cancel:compose-watch (other rules are to be followed)');
  story.tell({ kind: 'start.requested', service: 'site' }, { kind: 'down.requested', volumes: false });
  expect(story.plan()).toContain('cancel:compose-watch (the environment is going down)');
  expect(story.plan()).not.toContain('stop:');
  story.finish('compose-watch');
  expect(story.plan()).toContain('stop:site');
});

test('what is scaled to nothing has no container whose rules could be followed, and nobody waits for one', () => {
  const none = definition('none', { composeWatch: true, replicas: 0 });
  expect(running(none).plan()).toBe(asked);
});
