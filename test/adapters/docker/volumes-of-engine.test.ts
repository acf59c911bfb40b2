import { expect, test } from 'vitest';
import { placesOfFirst } from '../../../src/adapters/docker/volumes-of-engine.js';

function container(
  service: string,
  number: number,
  name: string,
  more: Readonly<Record<string, string>> = {},
) {
  const mount = {
    Type: 'volume',
    Name: name,
    Source: '',
    Destination: '/data',
    Driver: 'local',
    Mode: 'z',
    RW: true,
  };
  return {
    Labels: {
      'com.docker.compose.service': service,
      'com.docker.compose.container-number': String(number),
      ...more,
    },
    Mounts: [{ ...mount, Propagation: '' }],
  };
}

test('of several containers the first says whether the service keeps a volume that the engine has named', () => {
  const byEngine = '0f'.repeat(32);
  const declared = 'sim-shop_db__-data';
  expect([
    ...placesOfFirst([
      container('db', 10, declared),
      container('db', 2, byEngine),
      // Of `docker compose run`, beside the service.
      container('db', 1, declared, { 'com.docker.compose.oneoff': 'True' }),
      container('web', 1, declared),
      container('web', 2, byEngine),
    ]),
  ]).toEqual(['db:/data']);
});
