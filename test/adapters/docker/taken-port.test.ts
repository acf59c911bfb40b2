import { expect, test } from 'vitest';
import { takenPort } from '../../../src/adapters/docker/taken-port.js';
import { SimError } from '../../../src/errors.js';

const endpoint = 'driver failed programming external connectivity on endpoint sim-x-web-1 (58750393d52d): ';

const on = (hostIp: string | undefined, protocol: 'tcp' | 'udp' | undefined, published: number) => ({
  ...{ hostIp, protocol, published },
});

test.each([
  [
    `${endpoint}Bind for 127.0.0.1:18330 failed: port is already allocated`,
    on('127.0.0.1', undefined, 18330),
  ],
  [`${endpoint}Bind for [::1]:18330 failed: port is already allocated`, on('::1', undefined, 18330)],
  [
    `${endpoint}Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use`,
    on('127.0.0.1', 'tcp', 8080),
  ],
  [
    `${endpoint}Error starting userland proxy: listen udp6 [::1]:53: bind: address already in use`,
    on('::1', 'udp', 53),
  ],
  ['failed to bind host port: address already in use', on(undefined, undefined, 0)],
])('%s', (words, port) => {
  expect(takenPort(new SimError('failed', words))).toEqual(port);
});

test('the words that Compose has from the engine count too, and other failures name no port', () => {
  const detail = `Error response from daemon: ${endpoint}Bind for 127.0.0.1:53 failed: port is already allocated`;
  expect(takenPort(new SimError('compose-failed', 'docker compose up failed', { detail }))).toEqual(
    on('127.0.0.1', undefined, 53),
  );
  expect(takenPort(new SimError('failed', 'no such image: web'))).toBeUndefined();
});
