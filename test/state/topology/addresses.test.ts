import { expect, test } from 'vitest';
import { addressesOf } from '../../../src/state/topology/addresses.js';
import { definition, environment } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

test('a container is found by its name, its id and its addresses, any of a service by its own name', () => {
  const story = new Story().tell({
    kind: 'environment.declared',
    environment: environment([
      definition('web'),
      definition('db'),
      definition('sim-agent', { internal: true }),
    ]),
  });
  const addresses = { default: '10.0.0.5' };
  story.observe('web', { index: 1, id: '0123456789abcdef', name: 'sim-x-web-1', addresses });
  story.observe('web', { index: 3, id: 'fedcba9876543210', name: 'db', addresses: { default: '10.0.0.6' } });
  story.observe('sim-agent', { addresses: { default: '10.0.0.9' } });
  const found = Object.entries(addressesOf(story.snapshot)).map(
    ([key, { service, index }]) => `${key}: ${service} ${index ?? 'any'}`,
  );
  expect(found.sort()).toEqual([
    '0123456789ab: web 1',
    '10.0.0.5: web 1',
    '10.0.0.6: web 3',
    'db: db any',
    'fedcba987654: web 3',
    'sim-x-web-1: web 1',
    'web: web any',
  ]);
});
