import { describe, expect, it } from 'vitest';
import { withEntries } from '../../../src/state/core/repeated-lines.js';
import type { LogEntry } from '../../../src/state/core/snapshot.js';
import { repeatedText } from '../../../src/words/repeated-text.js';

type Told = Pick<LogEntry, 'at' | 'text'> & Partial<Pick<LogEntry, 'service' | 'cause' | 'level'>>;

/** The story of these entries, a line each. */
function story(...entries: readonly Told[]): readonly string[] {
  const log = withEntries(
    [],
    entries.map((entry) => ({ service: 'auth', cause: undefined, level: 'bad' as const, ...entry })),
  );
  expect(log.map(({ number }) => number)).toEqual(log.map((_, n) => n + 1));
  return log.map((entry) => `${entry.at} ${repeatedText(entry, String)}`);
}

const failed = (at: number) => ({ at, text: 'build 1 did not come up: exit status 1 after 3 ms' });

describe('a failure that repeats itself', () => {
  it('is one line with how often and until when', () => {
    expect(story(failed(1), failed(2), failed(7))).toEqual([
      '1 build 1 did not come up ×3, last 7: exit status 1 after 3 ms',
    ]);
  });

  it('is the same though times differ, and tells the newest', () => {
    const said = (at: number, time: string) => ({ at, text: `last said: ${time} gone after ${at} ms` });
    expect(story(said(1, '2026-11-30 04:51:02.123'), said(2, '2026-11-30 04:51:09.7'))).toEqual([
      '1 last said ×2, last 2: 2026-11-30 04:51:09.7 gone after 2 ms',
    ]);
  });

  it('takes along what comes between in turn, and leaves others where they are', () => {
    const round = (at: number): readonly Told[] => [
      { at, text: 'ended with 1' },
      { at: at + 1, text: 'the engine restarts it', level: 'warn' },
      { at: at + 2, text: `running ${20 + at} ms after its start`, level: 'good' },
    ];
    const other = {
      at: 9,
      service: 'web',
      text: 'building',
      cause: 'main.go changed',
      level: 'info' as const,
    };
    expect(story(...round(1), other, ...round(10), ...round(20))).toEqual([
      '1 ended with 1 ×3, last 20',
      '2 the engine restarts it ×3, last 21',
      '3 running 40 ms after its start ×3, last 22',
      '9 building',
    ]);
  });

  it('is news after an edit or a wish, another build, or a while', () => {
    const edit = { at: 2, text: 'building', cause: 'main.go changed', level: 'info' as const };
    expect(story(failed(1), edit, failed(3))).toHaveLength(3);
    expect(story(failed(1), { at: 2, text: 'build 2 did not come up: exit status 1' })).toHaveLength(2);
    expect(story(failed(1), failed(400_000))).toHaveLength(2);
    expect(story(failed(1), { ...failed(2), service: 'web' })).toHaveLength(2);
  });
});

it('what goes well is told each time', () => {
  const live = (at: number) => ({ at, text: 'ready', level: 'good' as const });
  expect(story(live(1), live(2))).toHaveLength(2);
});

it('the story has an end in the past', () => {
  const entries = Array.from({ length: 310 }, (_, n) => ({
    at: n,
    service: 'auth',
    cause: undefined,
    level: 'bad' as const,
    text: `line ${n}`,
  }));
  const log = withEntries([], entries);
  expect([log.length, log[0]?.text, log.at(-1)?.number]).toEqual([300, 'line 10', 310]);
});
