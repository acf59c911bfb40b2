import { expect, test } from 'vitest';
import { circlesOf } from './circles.js';
import { sourceFiles } from './sources.js';

const files = sourceFiles();
const known = new Set(files.map(({ path }) => path));

test('every import of a file of ours is found', () => {
  const lost = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => target.startsWith('src/') && !known.has(target))
      .map(({ target }) => `${path} -> ${target}`),
  );
  expect(lost).toEqual([]);
});

test('no file imports itself by way of others, not even for a type', () => {
  const graph = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.map(({ target }) => target).filter((target) => known.has(target)),
    ]),
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
