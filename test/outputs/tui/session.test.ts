import { expect, test } from 'vitest';
import type { Wish } from '../../../src/contract/requests.js';
import { TerminalSession } from '../../../src/outputs/tui/session/session.js';
import { nothingRemoved } from '../../fakes/removal.js';
import { FakeClock } from './fake-clock.js';
import { FakeQueries } from './fake-queries.js';
import { catalogLogs } from './scenes.js';
import { ShopStory } from './shop-story.js';
import { smallTraffic } from './shop-traffic.js';

/** A session over a shop that can go on. */
function open(story = new ShopStory().allReady().traffic(smallTraffic), queries = new FakeQueries()) {
  const clock = new FakeClock(story.now);
  const listeners = new Set<() => void>();
  const wishes: Wish[] = [];
  const ends: string[] = [];
  const errors: unknown[] = [];
  const live = {
    get current() {
      return story.views;
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    request: (wish: Wish) => void wishes.push(wish),
  };
  const session = new TerminalSession({
    live,
    queries,
    clock,
    look: { colours: false, unicode: true },
    shape: { columns: 120, rows: 36, offsetMinutes: 0 },
    remembered: undefined,
    remember: () => undefined,
    leave: (reason) => void ends.push(reason),
    fail: (error) => void errors.push(error),
  });
  let redraws = 0;
  session.subscribe(() => {
    redraws++;
  });
  const happen = (change: (story: ShopStory) => void): void => {
    change(story);
    for (const listener of [...listeners]) listener();
  };
  const screen = () => session.frame().join('\n');
  return { session, clock, happen, screen, wishes, ends, errors, queries, listeners, redraws: () => redraws };
}

test('a burst of changes is drawn at most ten times a second, and the last one is never lost', () => {
  using view = disposable(open());
  view.clock.pass(500);
  const before = view.redraws();
  for (let build = 42; build < 142; build++) {
    view.happen((story) => story.build('catalog', ['sample/catalog/main.go'], build));
    view.clock.pass(10);
  }
  view.clock.pass(100);
  expect(view.redraws() - before).toBeLessThanOrEqual(12);
  expect(view.screen()).toContain('build 141');
});

test('changed rates wait for the next second', () => {
  using view = disposable(open());
  view.clock.pass(1100);
  const before = view.redraws();
  const doubled = {
    ...smallTraffic,
    edges: smallTraffic.edges.map((edge) => ({ ...edge, count: edge.count * 4 })),
  };
  view.happen((story) => story.traffic(doubled));
  view.clock.pass(300);
  expect(view.redraws()).toBe(before);
  view.clock.pass(700);
  expect(view.screen()).toContain('36/s');
});

test('nothing is drawn while nothing visible changes', () => {
  using view = disposable(open());
  // Beyond the first minute ages change by the minute.
  view.clock.pass(125_000);
  const before = view.redraws();
  view.clock.pass(30_000);
  expect(view.redraws()).toBe(before);
});

test('a key shows at once', () => {
  using view = disposable(open());
  view.session.press('?');
  expect(view.screen()).toContain('select a service');
  view.session.press('?');
  expect(view.screen()).not.toContain('select a service');
});

test('the detail reads the log of its service, and of no other when it is left', async () => {
  using view = disposable(open(undefined, new FakeQueries(catalogLogs)));
  view.session.press('right');
  view.session.press('right');
  view.session.press('enter');
  await untilRead(view);
  expect(view.queries.asked).toEqual(['catalog']);
  expect(view.screen()).toContain('path=/products/p-159');
  view.session.press('escape');
  expect(view.queries.signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('lines that arrive while the user reads older ones do not move them', async () => {
  using view = disposable(open(undefined, new FakeQueries(catalogLogs)));
  view.session.press('enter');
  await untilRead(view);
  view.session.press('pageup');
  const reading = view.session.frame().filter((row) => row.includes('p-12'));
  view.queries.push(...catalogLogs.slice(0, 5));
  await untilRead(view);
  expect(view.session.frame().filter((row) => row.includes('p-12'))).toEqual(reading);
  expect(view.screen()).toContain('newer lines below');
});

test('the view ends by itself when nothing of the environment is left', () => {
  using view = disposable(open());
  const removal = nothingRemoved;
  view.happen((story) =>
    story.tell({ kind: 'down.requested', volumes: false }, { kind: 'environment.removed', removal }),
  );
  expect(view.ends).toEqual(['detach']);
});

test('a session that is closed waits for nothing and listens to nothing', () => {
  const view = open();
  view.session.press('enter');
  view.session[Symbol.dispose]();
  expect(view.clock.waiting).toBe(0);
  expect(view.listeners.size).toBe(0);
});

test('a failure to draw is handed on once, not thrown into a timer', () => {
  const broken = new Error('no such thing');
  const story = new ShopStory().allReady();
  using view = disposable(open(story));
  Object.defineProperty(story, 'views', {
    get() {
      throw broken;
    },
  });
  view.clock.pass(3000);
  expect(view.errors).toEqual([broken]);
});

function disposable<T extends { readonly session: TerminalSession }>(view: T): T & Disposable {
  return { ...view, [Symbol.dispose]: () => view.session[Symbol.dispose]() };
}

async function untilRead({
  queries,
  clock,
}: {
  readonly queries: FakeQueries;
  readonly clock: FakeClock;
}): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  while (!queries.allRead) await new Promise((resolve) => setImmediate(resolve));
  clock.pass(100);
}
