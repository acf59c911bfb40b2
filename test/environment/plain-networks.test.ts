import { expect, test } from 'vitest';
import { plainNetworks } from '../../src/environment/plain-networks.js';

test('a network of which nothing but name and labels is declared is plain', () => {
  const networks = {
    default: { name: 'sim-shop_default' },
    back: { name: 'sim-shop_back', ipam: {}, labels: { team: 'a' } },
    empty: { name: 'sim-shop_empty', ipam: null },
  };
  expect(plainNetworks({ networks })).toEqual([
    { key: 'default', name: 'sim-shop_default', labels: {} },
    { key: 'back', name: 'sim-shop_back', labels: { team: 'a' } },
    { key: 'empty', name: 'sim-shop_empty', labels: {} },
  ]);
});

test.each([
  { external: true },
  { driver: 'bridge' },
  { driver_opts: { 'com.docker.network.bridge.name': 'br' } },
  { internal: true },
  { attachable: true },
  { enable_ipv6: true },
  { ipam: { config: [{ subnet: '10.9.0.0/24' }] } },
  { labels: ['team=a'] },
  { 'x-anything': 1 },
  { name: undefined },
])('a network with %j is left to Compose', (more) => {
  expect(plainNetworks({ networks: { back: { name: 'sim-shop_back', ...more } } })).toEqual([]);
});

test.each([undefined, null, 'text', {}, { networks: null }, { networks: { a: null } }])(
  '%j has no plain network',
  (output) => {
    expect(plainNetworks(output)).toEqual([]);
  },
);
