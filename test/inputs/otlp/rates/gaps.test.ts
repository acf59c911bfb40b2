import { expect, test } from 'vitest';
import { Gaps } from '../../../../src/inputs/otlp/rates/gaps.js';

test('a range in which the agent was away says so, and no other one does', () => {
  const gaps = new Gaps();
  gaps.end(500);
  gaps.begin(1000);
  gaps.begin(2000);
  gaps.end(3000);
  gaps.end(4000);
  const away =
    'the agent was away from 1970-01-01T00:00:01.000Z to 1970-01-01T00:00:03.000Z: spans of then may be missing';
  expect(gaps.warnings(0, 10_000)).toEqual([away]);
  expect(gaps.warnings(2500, 2600)).toEqual([away]);
  expect(gaps.warnings(0, 1000)).toEqual([]);
  expect(gaps.warnings(3000, 10_000)).toEqual([]);
});

test('an agent that is still away is told as such', () => {
  const gaps = new Gaps();
  gaps.begin(1000);
  expect(gaps.warnings(5000, 6000)).toEqual([
    'the agent is away since 1970-01-01T00:00:01.000Z: spans of then may be missing',
  ]);
});

test('lost spans are counted by when that was heard', () => {
  const gaps = new Gaps();
  gaps.lose(3, 1000);
  gaps.lose(4, 2000);
  expect(gaps.warnings(0, 2000)).toEqual(['lost before they could be counted: 3 spans']);
  expect(gaps.warnings(0, 2001)).toEqual(['lost before they could be counted: 7 spans']);
  gaps.lose(2, 3_700_000);
  expect(gaps.warnings(0, 4_000_000)).toEqual(['lost before they could be counted: 2 spans']);
});

test('an agent that comes and goes all the time does not fill an answer', () => {
  const gaps = new Gaps();
  for (let at = 0; at < 1000; at += 2) {
    gaps.begin(at);
    gaps.end(at + 1);
  }
  expect(gaps.warnings(0, 10_000)).toHaveLength(100);
});
