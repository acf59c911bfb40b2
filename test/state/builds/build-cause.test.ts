import { expect, test } from 'vitest';
import { changeCause } from '../../../src/state/builds/build-cause.js';
import type { SourceList } from '../../../src/state/builds/builds.js';
import { BuildsWorld } from './builds-world.js';
import { sourceList } from './source-list.js';

/** What a change of these files below `/shop` is called; the service is `/shop/code/catalog`. */
function causeOf(files: readonly string[], deciding: SourceList['deciding']): string {
  const { snapshot } = new BuildsWorld('catalog');
  const builds = snapshot.builds.catalog;
  if (builds === undefined) throw new Error('catalog is built from source');
  const source = sourceList({ deciding: deciding.map((file) => `/shop/${file}`) });
  return changeCause(
    files.map((file) => `/shop/${file}`),
    { ...builds, source },
    snapshot,
  );
}

test('a file of the module of the service is named from there', () => {
  const own = ['code/go.mod', 'code/go.sum'];
  expect(causeOf(['code/catalog/a.go'], own)).toBe('catalog/a.go changed');
  expect(causeOf(['code/catalog/a.go', 'code/b.go', 'code/c.go'], own)).toBe(
    'catalog/a.go and 2 more changed',
  );
});

test('a file of another module is named with it, whether it lies beside, above or within', () => {
  expect(causeOf(['lib/lib.go'], ['code/go.mod', 'lib/go.mod'])).toBe('lib: lib.go changed');
  expect(causeOf(['lib/go.mod'], ['code/go.mod', 'lib/go.mod'])).toBe('lib: go.mod changed');
  expect(causeOf(['code/lib/x/y.go'], ['code/go.mod', 'code/lib/go.mod'])).toBe('lib: x/y.go changed');
  expect(causeOf(['code/shared/a.go'], ['code/go.mod', 'code/catalog/go.mod'])).toBe(
    'code: shared/a.go changed',
  );
  expect(causeOf(['code/catalog/a.go'], ['code/go.mod', 'code/catalog/go.mod'])).toBe('a.go changed');
});

test('modules in folders of one name are told apart by where they lie', () => {
  const both = ['code/go.mod', 'a/api/go.mod', 'b/api/go.mod'];
  expect(causeOf(['b/api/api.go'], both)).toBe('b/api: api.go changed');
});

test('a file of no module is named from the root', () => {
  expect(causeOf(['go.work'], ['code/go.mod', 'go.work'])).toBe('go.work changed');
  expect(causeOf(['../elsewhere/x.go'], ['code/go.mod'])).toBe('../elsewhere/x.go changed');
});
