import { expect, test } from 'vitest';
import * as known from '../../src/contract/known-words.js';
import { serviceKinds } from '../../src/environment/environment.js';
import { serviceWords } from '../../src/state/services/service-view.js';

test('the contract knows every word that is said', () => {
  expect([...known.serviceWords]).toEqual([...serviceWords]);
  expect([...known.kindWords]).toEqual([...serviceKinds]);
});
