import { expect, test } from 'vitest';
import { paintFor } from '../../../src/outputs/text/paint.js';
import { tellStory } from '../../../src/outputs/text/story.js';
import { emptySnapshot } from '../../../src/state/core/reduce.js';
import { withEntries } from '../../../src/state/core/repeated-lines.js';
import type { LogEntry, Snapshot } from '../../../src/state/core/snapshot.js';
import { createViews } from '../../../src/state/core/views.js';

const plain = paintFor(process.stdout, { TERM: 'dumb' });

/** A story that goes on, and the lines that are printed of it. */
function printed() {
  const views = createViews();
  let current: Snapshot = emptySnapshot(0);
  const listeners = new Set<() => void>();
  const lines: string[] = [];
  const source = {
    get current() {
      return views(current);
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  tellStory(source, (line) => lines.push(line.trim().replaceAll(/ +/g, ' ')), plain, 0);
  return {
    lines,
    becomes(log: readonly LogEntry[]) {
      // As it comes from a controller: other objects that say the same.
      current = { ...current, log: JSON.parse(JSON.stringify(log)) };
      for (const listener of listeners) listener();
    },
  };
}

const entry = (at: number, text: string, more: Partial<LogEntry> = {}) => ({
  at,
  service: 'auth',
  text,
  cause: undefined,
  level: 'bad' as const,
  ...more,
});

test('a line is printed once, and of a failure that repeats itself each doubling', () => {
  const { lines, becomes } = printed();
  let log: readonly LogEntry[] = [];
  for (let n = 1; n <= 9; n++) {
    log = withEntries(log, [entry(n, 'build 1 did not come up: boom')]);
    becomes(log);
  }
  becomes(withEntries(log, [entry(20, 'ready again', { level: 'good' })]));
  expect(lines).toEqual([
    '1 ms auth build 1 did not come up: boom',
    '1 ms auth build 1 did not come up ×2, last 2 ms: boom',
    '1 ms auth build 1 did not come up ×4, last 4 ms: boom',
    '1 ms auth build 1 did not come up ×8, last 8 ms: boom',
    '20 ms auth ready again',
  ]);
});

test('what turns out about a line that was printed is printed with it', () => {
  const { lines, becomes } = printed();
  const log = withEntries([], [entry(1, 'config auth.yaml changed', { level: 'info' })]);
  becomes(log);
  becomes(log.map((line) => ({ ...line, level: 'warn', cause: 'auth: bad settings' })));
  expect(lines).toEqual([
    '1 ms auth config auth.yaml changed',
    '1 ms auth config auth.yaml changed (auth: bad settings)',
  ]);
});
