import { expect, test } from 'vitest';
import { createFingerprinter } from '../../../src/adapters/go/package-fingerprint.js';
import { goModule, twoPackages } from './module.js';

test('the same packages give the same words, in whatever order Go lists them', async () => {
  await using module = await goModule(twoPackages);
  const folders = [module.path('catalog'), module.path('internal/price')];
  const extraFiles = [module.path('go.mod'), module.path('go.sum')];
  const one = await createFingerprinter()({ folders, extraFiles });
  const other = await createFingerprinter()({
    folders: folders.toReversed(),
    extraFiles: extraFiles.toReversed(),
  });
  expect(other.content).toBe(one.content);
  expect(other.shape).toBe(one.shape);
  expect(other.stamp).toBe(one.stamp);
});
