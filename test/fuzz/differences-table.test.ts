import { expect, test } from 'vitest';
import { differenceRows } from './differences-table.ts';

const table = (...rows: readonly string[]) =>
  [
    '# Sim',
    '## Where Sim differs from Compose and Go on purpose',
    '',
    'Words before it.',
    '',
    '| id | Compose or Go | Sim | why |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '## Limits',
    '| another | table | of | four |',
  ].join('\n');

test('each row is read with its id, and no other table', () => {
  expect(differenceRows(table('| `one-way` | does a \\| b | does c | because |'))).toEqual([
    { id: 'one-way', compose: 'does a \\| b', sim: 'does c', why: 'because' },
  ]);
});

test.each([
  ['has no id', '| one | a | b | c |'],
  ['has an empty cell', '| `one` | a |  | c |'],
])('a row that %s is refused', (_what, row) => {
  expect(() => differenceRows(table(row))).toThrow(row);
});

test('two rows of one id are refused', () => {
  expect(() => differenceRows(table('| `one` | a | b | c |', '| `one` | d | e | f |'))).toThrow('the id one');
});

test('a README without the table is refused', () => {
  expect(() => differenceRows('# Sim\n')).toThrow('has no');
});
