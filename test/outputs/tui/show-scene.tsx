import { render } from 'ink';
import { App } from '../../../src/outputs/tui/App.js';
import { TerminalSession } from '../../../src/outputs/tui/session/session.js';
import { terminalLook } from '../../../src/outputs/tui/terminal.js';
import { FakeClock } from './fake-clock.js';
import { FakeQueries } from './fake-queries.js';
import { FakeTerminal } from './fake-terminal.js';
import type { Scene } from './scenes.js';

/** Shows a scene on a terminal, through Ink and the emulator, and hands the terminal over while it is shown. */
export async function showScene<T>(scene: Scene, look: (terminal: FakeTerminal) => T): Promise<T> {
  const { columns, rows, story, keys = [], logs = [] } = scene;
  const clock = new FakeClock(story.now);
  const queries = new FakeQueries(logs);
  const terminal = new FakeTerminal(columns, rows);
  using session = new TerminalSession({
    live: { current: story.views, subscribe: () => () => undefined, request: () => undefined },
    queries,
    clock,
    look: terminalLook({ LANG: 'C.UTF-8', ...scene.variables }, 'linux'),
    shape: { columns, rows, offsetMinutes: 0 },
    remembered: undefined,
    remember: () => undefined,
    leave: () => undefined,
    fail: (error) => {
      throw error;
    },
  });
  for (const key of keys) session.press(key);
  await logsRead(queries, clock);
  const ink = render(<App session={session} />, {
    stdout: terminal.stdout,
    stdin: terminal.stdin,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  await ink.waitUntilRenderFlush();
  const seen = look(terminal);
  ink.unmount();
  await ink.waitUntilExit();
  return seen;
}

/** All log lines are on the screen; they get there without the clock, one turn of the event loop after another. */
async function logsRead(queries: FakeQueries, clock: FakeClock): Promise<void> {
  if (queries.asked.length === 0) return;
  while (!queries.allRead) await new Promise((resolve) => setImmediate(resolve));
  clock.pass(100);
}
