import { expect, test } from 'vitest';
import { layoutOf } from '../../../src/outputs/tui/diagram/layout.js';
import { pictureOf } from '../../../src/outputs/tui/picture.js';
import { defaultShop, ShopStory } from './shop-story.js';
import { wholeTraffic } from './shop-traffic.js';

/** Size of the boxes, and the place of each on the screen. */
function places({ views, now }: ShopStory, width: number, rows: number) {
  const layout = layoutOf(pictureOf(views, now), width, rows);
  if (layout === undefined) return undefined;
  const boxes = layout.graph.layers.flatMap((layer, depth) =>
    layer.flatMap(({ id, node }) =>
      node === undefined ? [] : [`${id} ${layout.columns[depth]?.x},${layout.placement.tops.get(id)}`],
    ),
  );
  return { size: layout.size, boxes: boxes.sort() };
}

const sizes = [
  [120, 31],
  [132, 34],
  [160, 40],
  [200, 50],
] as const;

test.each(sizes)(
  'traffic that begins moves no box of the default environment at %d columns',
  (width, rows) => {
    const story = new ShopStory(defaultShop).allReady();
    const before = places(story, width, rows);
    expect(before).toBeDefined();
    expect(places(story.traffic(wholeTraffic), width, rows)).toEqual(before);
  },
);

test('the default environment shows states and builds on 120 columns', () => {
  const story = new ShopStory(defaultShop).allReady().traffic(wholeTraffic);
  expect(places(story, 120, 31)?.size).toBe('narrow');
  expect(places(story, 120, 22)?.size).toBe('narrow');
});

test.each(sizes)(
  'a container of several that ends or comes back moves no box at %d columns',
  (width, rows) => {
    const three = defaultShop.map((each) => (each.name === 'redis' ? { ...each, replicas: 3 } : each));
    const story = new ShopStory(three).allReady();
    const before = places(story, width, rows);
    expect(before).toBeDefined();
    story.observe('redis', { index: 2, status: 'exited', exitCode: 1, startedAt: 1, finishedAt: story.now });
    expect(places(story, width, rows)).toEqual(before);
  },
);
