import { expect, test } from 'vitest';
import { type Key, press, type Surroundings } from '../../../src/outputs/tui/session/press.js';
import { firstViewState, type ViewState } from '../../../src/outputs/tui/session/view-state.js';
import { ShopStory, smallShop } from './shop-story.js';

const { services } = new ShopStory().allReady().views.status;
const grid = [['loadgen'], ['nginx'], ['gateway'], ['catalog'], ['postgres', 'redis']];

function around(selected: string, changes: Partial<Surroundings> = {}): Surroundings {
  return {
    grid,
    service: services.find(({ name }) => name === selected),
    logs: { page: 10, first: 0, next: 100 },
    goingDown: false,
    remembered: undefined,
    ...changes,
  };
}

/** The view and everything asked for after keys. */
function after(
  keys: readonly Key[],
  selected = 'gateway',
  changes: Partial<Surroundings> = {},
  start: Partial<ViewState> = {},
) {
  let view: ViewState = { ...firstViewState, selected, ...start };
  const intents = [];
  for (const key of keys) {
    const pressed = press(view, key, around(view.selected ?? '', changes));
    view = pressed.view;
    intents.push(...pressed.intents);
  }
  return { view, intents };
}

test.each<[readonly Key[], string]>([
  [['right'], 'catalog'],
  [['l', 'l'], 'postgres'],
  [['l', 'l', 'j'], 'redis'],
  [['l', 'l', 'j', 'j'], 'redis'],
  [['h', 'h', 'h', 'h'], 'loadgen'],
  [['tab', 'tab', 'tab', 'tab'], 'loadgen'],
  [['shift-tab'], 'nginx'],
])('keys %j select %s', (keys, selected) => {
  expect(after(keys).view.selected).toBe(selected);
});

test('q asks, and l leaves it running', () => {
  expect(after(['q']).view.overlay).toBe('leave');
  expect(after(['q', 'l']).intents).toEqual([
    { kind: 'remember', answer: 'leave' },
    { kind: 'leave', reason: 'detach' },
  ]);
});

test('q asks, and s stops it', () => {
  expect(after(['q', 's']).intents).toEqual([
    { kind: 'remember', answer: 'stop' },
    { kind: 'leave', reason: 'stop' },
  ]);
});

test('q and Esc stay', () => {
  const { view, intents } = after(['q', 'escape']);
  expect(view.overlay).toBe('none');
  expect(intents).toEqual([]);
});

test('what was remembered is not asked again', () => {
  expect(after(['q'], 'gateway', { remembered: 'leave' }).intents).toEqual([
    { kind: 'leave', reason: 'detach' },
  ]);
});

test('Ctrl-C asks first, even where an answer is remembered, and stops the second time', () => {
  const once = after(['ctrl-c'], 'gateway', { remembered: 'leave' });
  expect(once.view.overlay).toBe('leave');
  expect(once.intents).toEqual([]);
  expect(after(['ctrl-c', 'ctrl-c']).intents).toEqual([{ kind: 'leave', reason: 'stop' }]);
});

test('while the environment goes down there is nothing to ask', () => {
  expect(after(['q'], 'gateway', { goingDown: true }).intents).toEqual([{ kind: 'leave', reason: 'detach' }]);
  expect(after(['r', 'x'], 'gateway', { goingDown: true }).intents).toEqual([]);
});

test('r rebuilds a go service and restarts any other; R restarts both', () => {
  const wishes = (key: Key, name: string) => after([key], name).intents;
  expect(wishes('r', 'gateway')).toEqual([
    { kind: 'wish', wish: { kind: 'rebuild.requested', service: 'gateway' } },
  ]);
  expect(wishes('r', 'redis')).toEqual([
    { kind: 'wish', wish: { kind: 'restart.requested', service: 'redis' } },
  ]);
  expect(wishes('R', 'gateway')).toEqual([
    { kind: 'wish', wish: { kind: 'restart.requested', service: 'gateway' } },
  ]);
});

test('x stops what runs and starts what was stopped', () => {
  const stopped = new ShopStory().allReady().tell({ kind: 'stop.requested', service: 'redis' });
  stopped.observe('redis', { status: 'exited', exitCode: 0, startedAt: 1, finishedAt: 2 });
  const service = stopped.views.status.services.find(({ name }) => name === 'redis');
  expect(after(['x'], 'redis').intents).toEqual([
    { kind: 'wish', wish: { kind: 'stop.requested', service: 'redis' } },
  ]);
  expect(after(['x'], 'redis', { service }).intents).toEqual([
    { kind: 'wish', wish: { kind: 'start.requested', service: 'redis' } },
  ]);
});

test('nothing is asked of a service that is scaled to 0', () => {
  const scaled = smallShop.map((each) => (each.name === 'redis' ? { ...each, replicas: 0 } : each));
  const service = new ShopStory(scaled).allReady().views.status.services.find(({ name }) => name === 'redis');
  expect(service?.state).toBe('stopped');
  expect(after(['r', 'R', 'x'], 'redis', { service }).intents).toEqual([]);
});

test('scrolling stops following, and follows again at the newest line', () => {
  const detail = { screen: 'detail' } as const;
  expect(after(['pageup'], 'gateway', {}, detail).view.logEnd).toBe(90);
  expect(after(['pageup', 'down'], 'gateway', {}, detail).view.logEnd).toBe(91);
  expect(after(['home'], 'gateway', {}, detail).view.logEnd).toBe(10);
  expect(after(['home', 'up'], 'gateway', {}, detail).view.logEnd).toBe(10);
  expect(after(['pageup', 'pagedown'], 'gateway', {}, detail).view.logEnd).toBeUndefined();
  expect(after(['home', 'end'], 'gateway', {}, detail).view.logEnd).toBeUndefined();
});

test('a log shorter than a page does not scroll', () => {
  const logs = { page: 30, first: 0, next: 4 };
  expect(after(['pageup'], 'gateway', { logs }, { screen: 'detail' }).view.logEnd).toBeUndefined();
});
