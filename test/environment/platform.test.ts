import { describe, expect, test } from 'vitest';
import { buildPlatform } from '../../src/environment/build-platform.js';
import { isSamePlatform } from '../../src/environment/platform.js';

describe('the words for a platform', () => {
  test.each([
    ['linux/amd64', 'amd64'],
    ['linux/amd64', 'linux/x86_64'],
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/arm64', 'aarch64'],
    ['linux/arm/v7', 'linux/arm'],
    ['linux/arm/v7', 'armhf'],
    ['linux/arm/v6', 'linux/armel'],
    ['linux/386', 'i386'],
    ['Linux/AMD64', 'linux/amd64'],
  ])('%s is %s', (one, other) => expect(isSamePlatform(one, other)).toBe(true));

  test.each([
    ['linux/amd64', 'linux/arm64'],
    ['linux/arm/v7', 'linux/arm/v6'],
    ['linux/amd64', 'windows/amd64'],
    ['linux/amd64', 'linux/amd64/v3'],
  ])('%s is not %s', (one, other) => expect(isSamePlatform(one, other)).toBe(false));
});

// The judge is applyPlatforms in Compose's cmd/compose/options.go, as `up` calls it.
describe('for which platform a service is built', () => {
  const build = (...platforms: string[]) => ({ platforms });
  test.each([
    ['nothing is said', {}, undefined, { wanted: undefined, instead: undefined }],
    [
      'the service names one',
      { platform: 'linux/arm64', build: build() },
      undefined,
      { wanted: 'linux/arm64', instead: undefined },
    ],
    [
      'the build names one',
      { build: build('linux/arm64') },
      undefined,
      { wanted: 'linux/arm64', instead: undefined },
    ],
    [
      'the build names several: the builder decides',
      { build: build('linux/amd64', 'linux/arm64') },
      undefined,
      { wanted: undefined, instead: 'any' },
    ],
    [
      'the service chooses of several',
      { platform: 'linux/arm64', build: build('linux/amd64', 'linux/arm64') },
      undefined,
      { wanted: 'linux/arm64', instead: 'linux/arm64' },
    ],
    [
      'the variable chooses of several',
      { build: build('linux/amd64', 'linux/arm64') },
      'linux/amd64',
      { wanted: 'linux/amd64', instead: 'linux/amd64' },
    ],
    [
      'the service wins over the variable',
      { platform: 'linux/arm64' },
      'linux/amd64',
      { wanted: 'linux/arm64', instead: undefined },
    ],
    [
      'one that is not among them is left to Compose to refuse',
      { platform: 'linux/riscv64', build: build('linux/amd64', 'linux/arm64') },
      undefined,
      { wanted: 'linux/riscv64', instead: undefined },
    ],
  ])('%s', (_, service, fallback, expected) => expect(buildPlatform(service, fallback)).toEqual(expected));
});
