import { expect, test } from 'vitest';
import type { BuildError } from '../../src/state/builds/build-error.js';
import { errorLines, errorWords, firstErrorWords } from '../../src/words/build-errors.js';

const error = (message: string, line?: number): BuildError => ({
  file: line === undefined ? undefined : 'app/main.go',
  ...{ line, column: 2, message, excerpt: [] },
});

test('an error has its place before it, where it has one', () => {
  expect(errorLines(error('undefined: x', 3))).toEqual(['app/main.go:3:2: undefined: x']);
  expect(errorLines(error('go: no module\nfor it'))).toEqual(['go: no module', 'for it']);
});

test('in one line stands as much of it as has room, without what a C compiler shows of the source', () => {
  expect(errorWords(error('not enough arguments\nhave ()\nwant (int)', 3))).toBe(
    'app/main.go:3:2: not enough arguments; have (); want (int)',
  );
  expect(errorWords(error("error: 'x' undeclared\n    3 | int a = x;\n      |         ^", 3))).toBe(
    "app/main.go:3:2: error: 'x' undeclared",
  );
  const [one, two] = ['x'.repeat(120), 'y'.repeat(120)];
  expect(errorWords(error(`${one}\n${two}\n${two}`))).toBe(`${one} …`);
  expect(errorWords(error('x'.repeat(1000)))).toBe(`${'x'.repeat(500)}…`);
});

test('of several errors the first is told, and how many others there are', () => {
  expect(firstErrorWords([error('undefined: x', 3), error('undefined: y', 4), error('more')])).toBe(
    'app/main.go:3:2: undefined: x (and 2 more)',
  );
  expect(firstErrorWords([])).toBe('no message');
});
