import { expect, test } from 'vitest';
import { isAtLeast } from '../../src/engine/versions.js';

test.each([
  ['2.26.1-4', '2.26', true],
  ['v2.40.3', '2.26', true],
  ['2.26', '2.26', true],
  ['2.25.9', '2.26', false],
  ['1.9', '1.44', false],
  ['1.100', '1.44', true],
  ['3', '2.26', true],
  ['', '2.26', false],
  ['dev', '2.26', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});
