import { expect, test } from 'vitest';
import { durationMs } from '../../src/environment/duration.js';

test.each([
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['', undefined],
  ['soon', undefined],
  ['10', undefined],
])("'%s' is a duration of %s ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});
