import { expect, test } from 'vitest';
import { ownerOf } from '../../../src/adapters/docker/observation.js';

const compose = (labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [`com.docker.compose.${name}`, value]));

test.each([
  [
    { service: 'web', 'container-number': '3', oneoff: 'False' },
    { service: 'web', index: 3 },
  ],
  [{ service: 'web' }, { service: 'web', index: 1 }],
  // `docker compose run` numbers what it makes 1, as it does the first container of the service.
  [{ service: 'web', 'container-number': '1', oneoff: 'True' }, undefined],
  [{}, undefined],
])('the labels %j are those of %j', (labels, owner) => {
  expect(ownerOf(compose(labels))).toEqual(owner);
});

test.each(['0', '-1', '2.5', '1e9', 'two', '', '99999999999999999999'])(
  'the number %j, with which somebody else has labelled a container, counts as none',
  (number) => {
    expect(ownerOf(compose({ service: 'web', 'container-number': number }))).toEqual({
      service: 'web',
      index: 1,
    });
  },
);
