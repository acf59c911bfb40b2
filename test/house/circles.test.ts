import { join } from 'node:path';
import { expect, test } from 'vitest';
import { circlesOf } from './circles.js';
import { sourceFiles, targetOf } from './sources.js';

const files = sourceFiles();
const known = new Set(files.map(({ path }) => path));

/** The file that an import leads to; `undefined`: a package. */
function fileOf(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = targetOf(path, specifier);
  return ['.ts', '.tsx'].map((ending) => target.replace(/\.js$/, ending)).find((file) => known.has(file));
}

test('every import of a file of ours is found', () => {
  const lost = files.flatMap(({ path, imports }) =>
    imports
      .filter((specifier) => specifier.startsWith('.') && fileOf(path, specifier) === undefined)
      .map((specifier) => `${path} -> ${join(specifier)}`),
  );
  expect(lost).toEqual([]);
});

test('no file imports itself by way of others, not even for a type', () => {
  const graph = new Map(
    files.map(({ path, imports }) => [path, imports.flatMap((specifier) => fileOf(path, specifier) ?? [])]),
  );
  expect(circlesOf(graph)).toEqual([]);
});

test.each([
  { graph: { a: ['b'], b: ['c'], c: [] }, circles: [] },
  { graph: { a: ['a'] }, circles: [['a']] },
  { graph: { a: ['b'], b: ['c'], c: ['a'], d: ['a'] }, circles: [['a', 'b', 'c']] },
  {
    graph: { a: ['b', 'c'], b: ['a'], c: ['d'], d: ['c'] },
    circles: [
      ['c', 'd'],
      ['a', 'b'],
    ],
  },
])('the circles of $graph are $circles', ({ graph, circles }) => {
  expect(circlesOf(new Map(Object.entries<readonly string[]>(graph)))).toEqual(circles);
});
