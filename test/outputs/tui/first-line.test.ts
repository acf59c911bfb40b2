import { expect, test } from 'vitest';
import { pictureOf } from '../../../src/outputs/tui/picture.js';
import { drawScreen } from '../../../src/outputs/tui/screen.js';
import { firstViewState } from '../../../src/outputs/tui/session/view-state.js';
import { compileErrors } from './scenes.js';
import { defaultShop, ShopStory } from './shop-story.js';

function screen(
  { views, now }: ShopStory,
  columns: number,
  rows: number,
  view = firstViewState,
): readonly string[] {
  const shape = { columns, rows, offsetMinutes: 0 };
  const { lines } = drawScreen(pictureOf(views, now), view, undefined, shape);
  return lines.map((content) => content.map(({ text }) => text).join(''));
}

const shop = () => new ShopStory(defaultShop).allReady();
const sizes = [
  [200, 60],
  [120, 40],
  [80, 24],
  [60, 12],
  [40, 3],
  [30, 1],
] as const;

test.each(sizes)(
  'verdict and address, with the port that moved, are in the first line of %dx%d',
  (columns, rows) => {
    const ports = [{ hostIp: '127.0.0.1', published: 8123, target: 80, protocol: 'tcp' as const }];
    const story = shop().observe('nginx', { status: 'running', health: 'healthy', ports });
    const lines = screen(story, columns, rows);
    expect(lines).toHaveLength(rows);
    expect(lines[0]).toContain('9/9');
    expect(lines[0]).toContain(':8123');
  },
);

test.each(sizes.slice(0, 4))(
  'code that is stale and what is stopped are in the first line of %dx%d',
  (columns, rows) => {
    const story = shop().tell({ kind: 'stop.requested', service: 'redis' });
    story.observe('redis', { status: 'exited', exitCode: 0, startedAt: story.now, finishedAt: story.now });
    expect(screen(story, columns, rows)[0]).toContain('○ 8/8 · 1 stopped');
    story.build('catalog', ['sample/catalog/main.go'], 42).fails('catalog', 42, compileErrors);
    const [first] = screen(story, columns, rows);
    expect(first).toContain('STALE');
    expect(first).toContain('8/8');
  },
);

test('on the smallest screens stale code is counted, and other trouble gives way', () => {
  const story = shop().build('catalog', ['sample/catalog/main.go'], 42).fails('catalog', 42, compileErrors);
  story.observe('worker', { status: 'exited', exitCode: 1, startedAt: story.now, finishedAt: story.now });
  expect(screen(story, 32, 5)[0]).toContain('1 STALE');
});

test('of several containers those on their way are no trouble, and one that ended is', () => {
  const three = defaultShop.map((each) => (each.name === 'redis' ? { ...each, replicas: 3 } : each));
  const story = new ShopStory(three).allReady();
  story.observe('redis', { index: 3, status: 'running', health: 'starting', startedAt: story.now });
  expect(screen(story, 120, 40)[0]).toContain('▲ 8/9 ready');
  expect(screen(story, 120, 40)[0]).not.toContain('degraded');
  story.observe('redis', { index: 2, status: 'exited', exitCode: 1, startedAt: 1, finishedAt: story.now });
  expect(screen(story, 120, 40)[0]).toContain('redis degraded');
});

test('where only the list has room, no key for it is offered', () => {
  expect(screen(shop(), 80, 24).at(-1)).not.toContain('v list');
  expect(screen(shop(), 120, 40).at(-1)).toContain('v list');
});

test('of several in trouble the one that the others wait for is told first', () => {
  const story = shop();
  for (const name of ['auth', 'orders', 'postgres'])
    story.observe(name, { status: 'running', health: 'unhealthy', startedAt: story.now });
  expect(screen(story, 120, 40)[0]).toContain('postgres unhealthy +2');
  expect(screen(story, 120, 40).join('\n')).toContain('╭─ ▲ postgres is unhealthy');
  expect(screen(story, 120, 40).join('\n')).not.toContain('unhealt…');
});

test.each([
  [70, 20],
  [61, 12],
  [30, 1],
] as const)('the question whether to leave can be read on %dx%d', (columns, rows) => {
  const lines = screen(shop(), columns, rows, { ...firstViewState, overlay: 'leave' });
  expect(lines).toHaveLength(rows);
  expect(lines.join('\n')).toMatch(/leave[\s\S]*stop[\s\S]*Esc .*stay/);
});
