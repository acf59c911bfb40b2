import { describe, expect, test } from 'vitest';
import { pullPolicyOf } from '../../src/environment/pull-policy.js';
import { type ImageWish, waysTo } from '../../src/images/ways.js';

const now = Date.UTC(2026, 0, 10);
const hour = 3_600_000;
const older = (hours: number) => ({ taggedAt: now - hours * hour, isOwnBuild: false });

function ways(policy: string | undefined, changes: Partial<ImageWish> = {}): string {
  const wish: ImageWish = {
    ...{ mode: 'auto', policy: pullPolicyOf(policy), builds: false, now },
    ...{ present: undefined, recipe: undefined, ...changes },
  };
  return waysTo(wish).join(', then ');
}

// The judge is `docker compose up`: mustPull in its pkg/compose/pull.go.
describe('an image by name, as Compose would get it', () => {
  test.each([
    [undefined, 'pull', 'present'],
    ['missing', 'pull', 'present'],
    ['if_not_present', 'pull', 'present'],
    ['always', 'pull', 'pull'],
    ['never', '', 'present'],
    ['build', '', 'present'],
    ['daily', 'pull', 'present'],
    ['weekly', 'pull', 'present'],
    ['every_12h', 'pull', 'present'],
    ['refresh', 'pull', 'present'],
  ])('pull_policy %s: absent %j, here since an hour %j', (policy, absent, here) => {
    expect(ways(policy)).toBe(absent);
    expect(ways(policy, { present: older(1) })).toBe(here);
  });

  test.each([
    ['daily', 25, 'pull'],
    ['daily', 23, 'present'],
    ['weekly', 6 * 24, 'present'],
    ['weekly', 8 * 24, 'pull'],
    ['every_1d12h', 35, 'present'],
    ['every_1d12h', 37, 'pull'],
  ])('%s: tagged %i hours ago is %s', (policy, hours, way) => {
    expect(ways(policy, { present: older(hours) })).toBe(way);
  });

  test('what nobody knows the age of is asked for anew', () => {
    expect(ways('weekly', { present: { taggedAt: undefined, isOwnBuild: false } })).toBe('pull');
  });
});

describe('an image that a recipe serves', () => {
  test('a registry comes first, and the recipe where it gives none; what was made once serves', () => {
    expect(ways(undefined, { recipe: 'to-be-made' })).toBe('pull, then recipe');
    expect(ways(undefined, { recipe: 'made' })).toBe('recipe');
    expect(ways(undefined, { recipe: 'made', present: older(1) })).toBe('present');
  });

  test('comes up without any registry, whatever its policy', () => {
    expect(ways('always', { recipe: 'made' })).toBe('pull, then recipe');
    expect(ways('always', { recipe: 'made', present: older(1) })).toBe('pull, then present, then recipe');
    expect(ways('never', { recipe: 'to-be-made' })).toBe('recipe');
  });

  test('--images registry uses none, --images local asks nobody', () => {
    expect(ways(undefined, { mode: 'registry', recipe: 'made' })).toBe('pull');
    expect(ways('always', { mode: 'local', recipe: 'to-be-made', present: older(1) })).toBe(
      'recipe, then present',
    );
    expect(ways('always', { mode: 'local', present: older(1) })).toBe('present');
  });
});

describe('an image that the service builds', () => {
  const built = (
    policy: string | undefined,
    present?: ImageWish['present'],
    mode: ImageWish['mode'] = 'auto',
  ) => ways(policy, { builds: true, present, mode });
  const ownBuild = { taggedAt: now - 40 * 24 * hour, isOwnBuild: true };

  test.each([undefined, 'build', 'never'])(
    'pull_policy %s: built at each up, and nobody is asked',
    (policy) => {
      expect(built(policy)).toBe('build');
      expect(built(policy, older(1))).toBe('build');
      expect(built(policy, ownBuild)).toBe('build');
    },
  );

  test.each(['missing', 'if_not_present', 'daily', 'every_5m'])(
    'pull_policy %s: pulled where it is absent and else built; a build of ours follows its source',
    (policy) => {
      expect(built(policy)).toBe('pull, then build');
      expect(built(policy, ownBuild)).toBe('build');
    },
  );

  test('what a registry gave is not built over', () => {
    expect(built('missing', older(1))).toBe('present');
    expect(built('daily', older(1))).toBe('present');
    expect(built('daily', older(30))).toBe('pull, then present');
    expect(built('always', older(1))).toBe('pull, then build');
  });

  test('--images local asks nobody', () => {
    expect(built('always', undefined, 'local')).toBe('build');
  });
});
