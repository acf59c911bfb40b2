import { expect, test } from 'vitest';
import { viewsSchema } from '../../../src/contract/schemas/views.js';
import { createViews, viewsOf } from '../../../src/state/core/views.js';
import { scenes } from '../../outputs/tui/scenes.js';
import { ShopStory } from '../../outputs/tui/shop-story.js';
import { smallTraffic } from '../../outputs/tui/shop-traffic.js';

test.each(scenes().map(({ name, story }) => [name, story] as const))(
  'the views of %s are as the contract says, and no more',
  (_, story) => {
    const views = viewsOf(story.snapshot);
    // What a client gets has been JSON.
    expect(viewsSchema.parse(JSON.parse(JSON.stringify(views)))).toEqual(views);
  },
);

test('what nothing has changed is the same object, though it was derived anew', () => {
  const story = new ShopStory().allReady();
  const views = createViews();
  const before = views(story.snapshot);
  const after = views(
    story.pass(5000).observe('redis', { status: 'exited', exitCode: 1, finishedAt: story.now }).snapshot,
  );
  expect(after.revision).toBe(before.revision + 1);
  expect(after.builds).toBe(before.builds);
  expect(after.topology).toBe(before.topology);
  const changed = after.status.services.filter((service) => !before.status.services.includes(service));
  expect(changed.map(({ name }) => name)).toContain('redis');
  expect(changed.map(({ name }) => name)).not.toContain('postgres');
});

test('traffic changes the topology alone', () => {
  const story = new ShopStory().allReady();
  const views = createViews();
  const before = views(story.snapshot);
  const after = views(story.traffic(smallTraffic).snapshot);
  expect(after.topology).not.toBe(before.topology);
  expect(after.status).toBe(before.status);
  expect(after.environment).toBe(before.environment);
  expect(after.story).toBe(before.story);
});

test('time that passes changes nothing that does not tell of it', () => {
  const story = new ShopStory().allReady();
  const views = createViews();
  const before = views(story.snapshot);
  expect(views(story.pass(60_000).tell({ kind: 'clock.ticked' }).snapshot)).toBe(before);
});
