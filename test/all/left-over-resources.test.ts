import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leftBy, type Resource, tallyOfLeft } from './left-over-resources.ts';

const resource = (kind: Resource['kind'], name: string, stateDir?: string): Resource => ({
  ...{ kind, id: name, name },
  labels: stateDir === undefined ? {} : { 'dev.sim.state': stateDir },
});

test('what was not there before the tests is told by kind and name', () => {
  const before = [resource('volume', 'mine'), resource('network', 'bridge')];
  const after = [
    ...before,
    resource('volume', 'abc'),
    resource('container', 'x'),
    resource('network', 'abc'),
  ];
  expect(leftBy(before, after)).toEqual(['container x', 'network abc', 'volume abc']);
});

test('images that all environments share may stay, others may not', () => {
  const after = [resource('image', 'sim.local/redis:8'), resource('image', 'sim-test/part:1')];
  expect(leftBy([], after)).toEqual(['image sim-test/part:1']);
});

test('an environment of a checkout that somebody works in is none of the tests', () => {
  const theirs = resource('container', 'theirs', '/home/ann/sim/.sim/shop');
  const copy = resource('container', 'copy', join(tmpdir(), 'sim-checkout-1/.sim/shop'));
  expect(leftBy([], [theirs, copy], () => true)).toEqual(['container copy']);
  expect(leftBy([], [theirs], () => false)).toEqual(['container theirs']);
});

test('the verdict names all of it', () => {
  expect(tallyOfLeft([]).failed).toBe(0);
  expect(tallyOfLeft(['volume a', 'volume b']).failures).toEqual(['left on the engine: volume a, volume b']);
});
