import { expect, test } from 'vitest';
import type { Wish } from '../../../src/contract/requests.js';
import { runTerminalView } from '../../../src/outputs/tui/run.js';
import { FakeClock } from './fake-clock.js';
import { FakeQueries } from './fake-queries.js';
import { FakeTerminal } from './fake-terminal.js';
import { ShopStory } from './shop-story.js';
import { smallTraffic } from './shop-traffic.js';

/** A view that runs on a terminal of its own. */
function start(columns = 120, rows = 36) {
  const story = new ShopStory().allReady().traffic(smallTraffic);
  const terminal = new FakeTerminal(columns, rows);
  const abort = new AbortController();
  const wishes: Wish[] = [];
  const answers: string[] = [];
  const left = runTerminalView({
    live: {
      get current() {
        return story.views;
      },
      subscribe: () => () => undefined,
      request: (wish) => void wishes.push(wish),
    },
    queries: new FakeQueries(),
    signal: abort.signal,
    remember: (answer) => void answers.push(answer),
    stdout: terminal.stdout,
    stdin: terminal.stdin,
    variables: { LANG: 'C.UTF-8', TERM: 'xterm-256color' },
    clock: new FakeClock(story.now),
  });
  return { terminal, left, abort, wishes, answers, story };
}

function expectGivenBack({ terminal }: { readonly terminal: FakeTerminal }): void {
  expect(terminal.alternateScreen).toBe(false);
  expect(terminal.rawMode).toBe(false);
}

test('q and l leave the environment running, with the terminal as it was', async () => {
  const view = start();
  await view.terminal.shows((screen) => screen.includes('ready 5/5'));
  expect(view.terminal.alternateScreen).toBe(true);
  view.terminal.type('q');
  await view.terminal.shows((screen) => screen.includes('Leave this view'));
  view.terminal.type('l');
  expect(await view.left).toBe('detach');
  expect(view.answers).toEqual(['leave']);
  expectGivenBack(view);
});

test('Ctrl-C twice asks for a stop', async () => {
  const view = start();
  await view.terminal.shows((screen) => screen.includes('ready 5/5'));
  view.terminal.type('\u0003');
  await view.terminal.shows((screen) => screen.includes('Leave this view'));
  view.terminal.type('\u0003');
  expect(await view.left).toBe('stop');
  expectGivenBack(view);
});

test('an aborted view gives the terminal back', async () => {
  const view = start();
  await view.terminal.shows((screen) => screen.includes('ready 5/5'));
  view.abort.abort();
  expect(await view.left).toBe('detach');
  expectGivenBack(view);
});

test('a view that fails to draw gives the terminal back and rejects', async () => {
  const view = start();
  await view.terminal.shows((screen) => screen.includes('ready 5/5'));
  Object.defineProperty(view.story, 'views', {
    get() {
      throw new Error('no such thing');
    },
  });
  view.terminal.type('v');
  await expect(view.left).rejects.toThrow('no such thing');
  expectGivenBack(view);
});

test('arrow keys select, r wishes for the selected service, letters typed at once are all heard', async () => {
  const view = start();
  await view.terminal.shows((screen) => screen.includes('┏━ ⇄ nginx'));
  view.terminal.type('\u001b[C');
  await view.terminal.shows((screen) => screen.includes('┏━ ◆ gateway'));
  view.terminal.type('lr');
  await view.terminal.shows((screen) => screen.includes('┏━ ◆ catalog'));
  expect(view.wishes).toEqual([{ kind: 'rebuild.requested', service: 'catalog' }]);
  view.abort.abort();
  await view.left;
});

test('another size of the terminal is drawn anew, on too small a one the verdict is left', async () => {
  const view = start();
  await view.terminal.shows((screen) => screen.includes('┏━ ⇄ nginx'));
  view.terminal.resize(80, 24);
  await view.terminal.shows((screen) => screen.includes('▸● ⇄ nginx'));
  view.terminal.resize(60, 20);
  await view.terminal.shows((screen) => screen.includes('this is 60x20'));
  view.terminal.resize(140, 40);
  await view.terminal.shows((screen) => screen.includes('┏━ ⇄ nginx') && !screen.includes('More at'));
  expect(view.terminal.lines.filter((row) => row.includes('ready 5/5'))).toHaveLength(1);
  view.abort.abort();
  await view.left;
});
