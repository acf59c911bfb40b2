import { describe, expect, test } from 'vitest';
import { startOutcome } from '../../src/state/outcome.js';
import { viewServices } from '../../src/state/select.js';
import { whyNotReady } from '../../src/state/why-not-ready.js';
import { definition, environment, waitsFor } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';

const two = environment([definition('a'), definition('b')]);
const refusal = {
  kind: 'image.unavailable',
  service: 'b',
  detail: 'b:1 is not here.',
  hint: 'pull it',
} as const;

function begun(declared = two): Story {
  const story = new Story().tell(
    { kind: 'environment.declared', environment: declared },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  return story;
}

/** Both run, with the images that the first `up` found. */
function up(): Story {
  const story = begun().imagesReady();
  story.take();
  story.created('a', 'b').take();
  return story.runs('a').runs('b');
}

const b = (story: Story) => viewServices(story.snapshot).find(({ name }) => name === 'b');

describe('each up asks for every image again', () => {
  test('what runs goes on with the image of before, and up is over when the new one is there and looked at', () => {
    const story = up();
    expect(startOutcome(story.snapshot)).toBe('ready');
    story.tell({ kind: 'environment.declared', environment: two }, { kind: 'up.requested' });
    expect(startOutcome(story.snapshot)).toBe('starting');
    expect(story.take()).toBe('find-image:a (a wants a:1)\nfind-image:b (b wants b:1)');
    expect(b(story)).toMatchObject({ state: 'ready', image: { reference: 'b:1' } });
    story.imageReady('a').imageReady('b');
    expect(startOutcome(story.snapshot)).toBe('starting');
    story.take();
    story.created('a', 'b').runs('a').runs('b');
    expect(startOutcome(story.snapshot)).toBe('ready');
  });

  test('one that can’t be had this time fails up, though an older one serves', () => {
    const story = up().tell({ kind: 'up.requested' });
    story.take();
    story.imageReady('a').tell(refusal).finish('find-image:b');
    story.take();
    story.tell({ kind: 'container.created', service: 'a', durationMs: 1 }).finish('create:a');
    const view = b(story);
    expect(view?.state).toBe('ready');
    expect(view && whyNotReady(view)).toBe('runs on an older image: b:1 is not here. pull it');
    expect(startOutcome(story.snapshot)).toBe('failed');
  });

  test('an answer to the up before is none to this one', () => {
    const story = begun();
    const { asked } = story.snapshot.images.b ?? { asked: 0 };
    story.tell({ kind: 'up.requested' });
    expect(story.plan()).toBe('');
    story.tell({ ...refusal, asked }).finish('find-image:b');
    expect(story.plan()).toBe('find-image:b (b wants b:1)');
    story.take();
    story.imageReady('b');
    expect(story.plan()).toBe('');
  });
});

describe('a service whose image can’t be had', () => {
  test.each(['start.requested', 'restart.requested'] as const)(
    'is looked for again by %s, by a command of its own',
    (kind) => {
      const story = begun().imageReady('a').tell(refusal).finish('find-image:b');
      story.take();
      const before = story.snapshot.images.b?.asked ?? 0;
      expect(story.plan()).not.toContain('find-image');
      story.tell({ kind, service: 'b' });
      expect(story.snapshot.images.b?.asked).toBeGreaterThan(before);
      expect(story.take()).toContain('find-image:b');
      expect(b(story)?.image.refused).toBeUndefined();
    },
  );

  test('is looked for again, too, where one that needs it is to start', () => {
    const needy = environment([definition('a', { dependsOn: [waitsFor('b')] }), definition('b')]);
    const story = begun(needy).imageReady('a').tell(refusal).finish('find-image:b');
    story.take();
    expect(story.tell({ kind: 'start.requested', service: 'a' }).plan()).toContain('find-image:b');
  });

  test('one that has its image keeps it', () => {
    const story = up().tell({ kind: 'restart.requested', service: 'b' });
    expect(story.plan()).not.toContain('find-image');
  });
});
