import { expect, test } from 'vitest';
import { buildsText } from '../../../src/outputs/text/builds.js';
import { paintFor } from '../../../src/outputs/text/paint.js';
import { buildsDocument } from '../../../src/state/builds/documents.js';
import { BuildsWorld } from '../../state/builds/builds-world.js';

const plain = paintFor(process.stdout, { TERM: 'dumb' });

/** Build 1 answers, build 2 has failed. */
function brokenEdit(): BuildsWorld {
  const world = new BuildsWorld('catalog')
    .settled()
    .runs('catalog')
    .reported('catalog', 'live', { build: 1 });
  world.changed('catalog/a.go').step();
  return world.fails('catalog').happens({ kind: 'builds.pruned', service: 'catalog', kept: [1] });
}

test('the builds of a service tell why, how long and what became of each, and mark the one that answers', () => {
  const world = brokenEdit();
  expect(buildsText(buildsDocument(world.snapshot).services, world.snapshot.at, plain).split('\n')).toEqual([
    'catalog',
    '  BUILD  OUTCOME  AGO    TOOK                                            WHY',
    '  2      failed   3 ms   202 ms (wait 2 ms, compile 200 ms)              catalog/a.go changed',
    '                                                                         code/catalog/main.go:3:1: undefined: x',
    '▸ 1      live     10 ms  1.7 s (wait 3 ms, compile 900 ms, link 800 ms)  first build',
  ]);
});

test('while the containers of a service answer with different builds it is told which has which', () => {
  const world = BuildsWorld.several(3);
  const first = () =>
    buildsText(buildsDocument(world.snapshot).services, world.snapshot.at, plain).split('\n')[1];
  expect(first()).toContain('BUILD');
  world.builds().tells();
  world.reported('orders', 'live', { index: 1, build: 2 });
  world.reported('orders', 'exited', { index: 3, build: 1 });
  expect(first()).toBe('  #1 build 2, #2 build 1, #3 no build yet');
});

test('of an error all lines are told, as the tool wrote them', () => {
  const world = brokenEdit();
  world.changed('catalog/a.go').step();
  world.fails('catalog', 'not enough arguments in call to f\nhave (number)\nwant (int, int)');
  const [, , ...rows] = buildsText(buildsDocument(world.snapshot).services, world.snapshot.at, plain).split(
    '\n',
  );
  const column = rows[1]?.indexOf('code/');
  expect(rows.slice(1, 4).map((row) => row.slice(column))).toEqual([
    'code/catalog/main.go:3:1: not enough arguments in call to f',
    '  have (number)',
    '  want (int, int)',
  ]);
});

test('as JSON they say which can be pinned, and which answers', () => {
  const world = brokenEdit();
  expect(buildsDocument(world.snapshot)).toMatchObject({
    schema: 1,
    environment: 'shop',
    services: [
      {
        name: 'catalog',
        state: 'stale',
        live: 1,
        pinned: null,
        builds: [
          { number: 2, outcome: 'failed', kept: false, errors: [{ file: 'code/catalog/main.go', line: 3 }] },
          {
            number: 1,
            outcome: 'live',
            kept: true,
            phasesMs: { compile: 900, link: 800 },
            path: 'go',
            reason: 'first build',
          },
        ],
      },
    ],
  });
});
