import { expect, test } from 'vitest';
import { createFingerprinter } from '../../../src/adapters/go/package-fingerprint.js';
import { sourceList } from '../../state/builds/source-list.js';
import { goModule, twoPackages } from './module.js';

test('the same packages give the same words, in whatever order Go lists them', async () => {
  await using module = await goModule(twoPackages);
  const folders = [module.path('catalog'), module.path('internal/price')];
  const deciding = [module.path('go.mod'), module.path('go.sum')];
  const files = Object.keys(twoPackages).map(module.path);
  const of = (list: typeof folders, decide: typeof deciding, inside: typeof files) => ({
    list: { ...sourceList({ folders: list, deciding: decide }), problem: undefined, notes: [] },
    files: inside,
    embedded: [],
    settings: [],
  });
  const one = await createFingerprinter()(of(folders, deciding, files));
  const other = await createFingerprinter()(
    of(folders.toReversed(), deciding.toReversed(), files.toReversed()),
  );
  expect(other).toEqual(one);
});
