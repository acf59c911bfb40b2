import { expect, test } from 'vitest';
import { networkLabels } from '../../../src/adapters/compose/network-labels.js';

const labels = {
  team: 'a <b> & c',
  'dev.sim.state': '/project/.sim/shop',
  'dev.sim.environment': 'shop',
};
const network = { key: 'default', name: 'sim-shop_default', labels };

test('a network carries what Compose 5.5.0 writes on its own, to the last digit of the hash', () => {
  expect(networkLabels(network, 'sim-shop', '5.5.0')).toEqual({
    ...labels,
    'com.docker.compose.network': 'default',
    'com.docker.compose.project': 'sim-shop',
    'com.docker.compose.version': '5.5.0',
    'com.docker.compose.config-hash': '043b332623192e96ba8c34c0b4bc1b47f707a7383ea9d8325cc4e70a37c1613b',
  });
  const bare = { key: 'back', name: 'sim-shop_back', labels: {} };
  expect(networkLabels(bare, 'sim-shop', '5.5.0')['com.docker.compose.config-hash']).toBe(
    '2452b5d4755f8188fdd8e223a037a721152aa3caa203ce3501d04f27ef32da3e',
  );
});

test('Compose before 2.31 knows no such hash', () => {
  expect(networkLabels(network, 'sim-shop', '2.30.3')).not.toHaveProperty('com.docker.compose.config-hash');
  expect(networkLabels(network, 'sim-shop', '2.31.0')).toHaveProperty('com.docker.compose.config-hash');
});
