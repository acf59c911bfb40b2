import { expect, test } from 'vitest';
import * as known from '../../src/contract/known-words.js';
import { serviceKinds } from '../../src/environment/environment.js';

test('the contract knows every kind that may be declared', () => {
  expect([...known.kindWords]).toEqual([...serviceKinds]);
});
