import { TerminalSession } from '../../../src/outputs/tui/session/session.js';
import { terminalLook } from '../../../src/outputs/tui/terminal.js';
import { FakeClock } from './fake-clock.js';
import { FakeQueries } from './fake-queries.js';
import { scenes } from './scenes.js';

// Every scene in colour, one below the other; `gallery.js NAME…` shows those whose name begins so.
const wanted = process.argv.slice(2);
for (const { name, columns, rows, story, keys = [], logs = [], variables } of scenes()) {
  if (wanted.length > 0 && !wanted.some((start) => name.startsWith(start))) continue;
  using session = new TerminalSession({
    live: { current: story.views, subscribe: () => () => undefined, request: () => undefined },
    queries: new FakeQueries(logs),
    clock: new FakeClock(story.now),
    look: terminalLook({ ...process.env, ...variables }, process.platform),
    shape: { columns, rows, offsetMinutes: 0 },
    remembered: undefined,
    remember: () => undefined,
    leave: () => undefined,
    fail: (error) => {
      throw error;
    },
  });
  for (const key of keys) session.press(key);
  process.stdout.write(`\n${name} (${columns}x${rows})\n${session.frame().join('\n')}\n`);
}
