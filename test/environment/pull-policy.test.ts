import { expect, test } from 'vitest';
import { pullPolicyOf } from '../../src/environment/pull-policy.js';

const hour = 3_600_000;

test.each([
  ['always', { kind: 'always' }],
  ['never', { kind: 'never' }],
  ['build', { kind: 'build' }],
  ['missing', { kind: 'missing' }],
  ['if_not_present', { kind: 'missing' }],
  ['daily', { kind: 'refresh', everyMs: 24 * hour }],
  ['weekly', { kind: 'refresh', everyMs: 7 * 24 * hour }],
  ['every_12h', { kind: 'refresh', everyMs: 12 * hour }],
  ['every_1w2d3h4m5s', { kind: 'refresh', everyMs: (9 * 24 + 3) * hour + 245_000 }],
  // Compose lets them pass and takes them for `missing`.
  ['refresh', { kind: 'missing' }],
  ['if_not_presently', { kind: 'missing' }],
])('%s', (text, policy) => expect(pullPolicyOf(text)).toEqual(policy));

test('nothing said is told from `missing`: a service with a Dockerfile is built then', () => {
  expect(pullPolicyOf(undefined)).toBeUndefined();
  expect(pullPolicyOf('')).toBeUndefined();
});
