import { expect, test } from 'vitest';
import { mayBeBuilt } from '../../../src/adapters/go/build-constraint.js';

const tags = new Set(['linux', 'amd64', 'cgo', 'mine']);

test.each([
  ['cgo', true],
  ['!cgo', false],
  ['ignore', false],
  ['darwin && !ios && cgo', false],
  ['linux && (amd64 || arm64) && !other', true],
  ['!(linux && cgo) || mine', true],
  ['!(linux || other)', false],
  ['go1.21 && goexperiment.x', true],
])('//go:build %s', (line, may) => {
  expect(mayBeBuilt(`// Words.\n\n//go:build ${line}\n\npackage a\n`, tags)).toBe(may);
});

test('a file without a constraint may be built', () => {
  expect(mayBeBuilt('package a\n\n// go:build ignore\n', tags)).toBe(true);
});
