import { describe, expect, test } from 'vitest';
import { paintFor } from '../../../src/outputs/text/paint.js';
import { statusText } from '../../../src/outputs/text/status.js';
import { viewsOf } from '../../../src/state/core/views.js';
import { startOutcome } from '../../../src/state/services/outcome.js';
import { viewServices } from '../../../src/state/services/view.js';
import { whyNotReady } from '../../../src/state/services/why-not-ready.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const plain = paintFor(process.stdout, { NO_COLOR: '1', TERM: 'dumb' });
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

describe('what stands in for an image that was named', () => {
  const go = { for: 'golang:1.22', by: 'Go 1.26.8', image: 'sim.local/golang:1.26-abc' };
  const front = { for: 'docker/dockerfile:1', by: "the builder's own frontend", image: undefined };
  const found = { kind: 'image.found', source: 'built', digest: undefined, durationMs: 1 } as const;
  const { snapshot } = begun()
    .tell({ ...found, service: 'a', reference: 'sim-a', standIns: [go, front] })
    .tell({ ...found, service: 'b', reference: 'sim-b', standIns: [go] });

  test('is told when it is found', () => {
    expect(snapshot.log.find(({ service }) => service === 'a')?.cause).toBe(
      "golang:1.22 is served by Go 1.26.8; docker/dockerfile:1 is served by the builder's own frontend",
    );
  });

  test('is a field of the service for programs, and one line for people', () => {
    const [a] = viewsOf(snapshot).status.services;
    expect(a?.image.standIns).toEqual([go, { ...front, image: null }]);
    const lines = statusText(viewsOf(snapshot), plain).split('\n');
    expect(lines.filter((line) => line.includes('Go 1.26.8'))).toHaveLength(1);
  });
});
