import { expect, test } from 'vitest';
import { type AddressPool, lastFreeAddress } from '../../src/environment/free-address.js';

const free = (pool: AddressPool | string, given: readonly string[] = [], others = 0) =>
  lastFreeAddress(typeof pool === 'string' ? { subnet: pool } : pool, given, others);

test('it is the last one that means no network, gateway or service', () => {
  expect(free('10.177.0.0/24')).toBe('10.177.0.254');
  expect(free('10.177.0.9/16', ['10.177.255.254', '10.177.255.253'])).toBe('10.177.255.252');
  const pool = { subnet: '10.1.0.0/24', gateway: '10.1.0.254', aux_addresses: { router: '10.1.0.253' } };
  expect(free(pool)).toBe('10.1.0.252');
});

test('where addresses are scarce those that the engine is to choose come first', () => {
  expect(free('10.1.0.0/30')).toBe('10.1.0.2');
  expect(free('10.1.0.0/30', [], 1)).toBeUndefined();
  expect(free('10.1.0.0/30', ['10.1.0.2'])).toBeUndefined();
  expect(free('10.1.0.0/29', ['10.1.0.6'], 3)).toBe('10.1.0.5');
  expect(free('10.1.0.0/29', ['10.1.0.6'], 4)).toBeUndefined();
  for (const tiny of ['10.1.0.0/31', '10.1.0.0/32']) expect(free(tiny)).toBeUndefined();
});

test('it lies outside the part that the engine gives from, where there is such a place', () => {
  expect(free({ subnet: '10.1.0.0/16', ip_range: '10.1.5.0/24' }, [], 5)).toBe('10.1.255.254');
  expect(free({ subnet: '10.1.0.0/24', ip_range: '10.1.0.128/25' }, [], 5)).toBe('10.1.0.127');
  expect(free({ subnet: '10.1.0.0/24', ip_range: '10.1.0.0/24' }, [], 5)).toBe('10.1.0.254');
});

test('of IPv6 one is taken that engines can count to', () => {
  expect(free('fd00:5::/64')).toBe('fd00:5::ffff');
  expect(free('fd00:5::/64', ['fd00:5:0:0::FFFF'])).toBe('fd00:5::fffe');
  expect(free({ subnet: 'fd00::/125', gateway: 'fd00::7' })).toBe('fd00::6');
});

test('what is no pool gives nothing', () => {
  for (const text of ['', '10.1.0.0', '10.1.0/24', '10.1.0.256/24', '10.1.0.0/33', 'x/24', 'fd00::g/64']) {
    expect(free(text)).toBeUndefined();
  }
});
