import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { excuses, leftOut, notMet } from '../fuzz/compose/excuses.ts';
import { differenceRows } from '../fuzz/differences-table.ts';
import { root } from './sources.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const ids = differenceRows(readme).map(({ id }) => id);

test("every difference from Compose that the net lets pass has a row in the README's table", () => {
  const used = [...excuses.map(({ row }) => row), ...leftOut, ...notMet];
  expect(used.filter((row) => !ids.includes(row))).toEqual([]);
});

test('of every row of the table the net says how it meets it, or that it cannot', () => {
  const used = new Set([...excuses.map(({ row }) => row), ...leftOut, ...notMet]);
  expect(ids.filter((id) => !used.has(id))).toEqual([]);
});
