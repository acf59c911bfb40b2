import { expect, test } from 'vitest';
import type { BuildError } from '../../../src/contract/views.js';
import { errorsLines } from '../../../src/outputs/tui/panels/error-lines.js';

const error = (line: number, message: string, excerpt: BuildError['excerpt'] = []): BuildError => ({
  ...{ file: 'app/main.go', line, column: 2, message, excerpt },
});

function drawn(errors: readonly BuildError[], width = 60): readonly string[] {
  return errorsLines(errors, width).map((spans) => spans.map(({ text }) => text).join(''));
}

test('an error keeps its lines, and the first has the source below it', () => {
  const first = error(3, 'not enough arguments in call to f\nhave ()\nwant (int)', [
    [2, ''],
    [3, '\tf()'],
  ]);
  expect(drawn([first, error(9, 'undefined: g')])).toEqual([
    'app/main.go:3:2: not enough arguments in call to f',
    '  have ()',
    '  want (int)',
    '  2 │ ',
    '▸ 3 │   f()',
    '    │   ^',
    'app/main.go:9:2: undefined: g',
  ]);
});

test('of many errors it is told how many have no room', () => {
  const lines = drawn(Array.from({ length: 9 }, (_, i) => error(i, 'undefined: x')));
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe('… and 3 more: bin/sim builds lists all');
});
