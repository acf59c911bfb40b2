import { expect, test } from 'vitest';
import type { PublishedPort, ServiceKind } from '../../../src/environment/environment.js';
import { urlsOf } from '../../../src/state/services/urls.js';
import { definition } from '../../fakes/environment.js';

const port = (
  target: number,
  published: number,
  hostIp = '127.0.0.1',
  protocol: PublishedPort['protocol'] = 'tcp',
): PublishedPort => ({ hostIp, published, target, protocol });

/** Where a service answers whose ports are published as declared, whatever the order in which the engine lists them. */
const shown = (kind: ServiceKind, ports: readonly PublishedPort[], open: readonly number[] = []) =>
  urlsOf(
    definition('web', {
      kind,
      ports,
      open: open.map((number) => ({ label: 'Page', port: number, path: '/p' })),
    }),
    ports.toReversed(),
  ).map(({ label, url }) => `${label} ${url}`);

test('every published port has an entry with the address that it answers at', () => {
  expect(shown('gateway', [port(80, 18155)])).toEqual(['web http://127.0.0.1:18155/']);
  expect(shown('gateway', [port(80, 18156, '::1'), port(80, 18155), port(80, 18155, '127.0.0.2')])).toEqual([
    'web 80 http://[::1]:18156/',
    'web 80 http://127.0.0.1:18155/',
    'web 80 http://127.0.0.2:18155/',
  ]);
});

test('the scheme is that of the protocol, and for the web that of its port', () => {
  expect(shown('service', [port(53, 15353), port(53, 15353, '::1', 'udp'), port(443, 8443)])).toEqual([
    'web 53 http://127.0.0.1:15353/',
    'web 53/udp udp://[::1]:15353',
    'web 443 https://127.0.0.1:8443/',
  ]);
  expect(shown('database', [port(5432, 5432)])).toEqual(['web tcp://127.0.0.1:5432']);
});

test('a page that x-sim names stands for its port on each address; other ports stay beside it', () => {
  const ports = [port(80, 8080, '::1'), port(80, 8081), port(81, 8082), port(80, 8083, '127.0.0.1', 'udp')];
  expect(shown('gateway', ports, [80])).toEqual([
    'Page http://[::1]:8080/p',
    'Page http://127.0.0.1:8081/p',
    'web 81 http://127.0.0.1:8082/',
    'web 80/udp udp://127.0.0.1:8083',
  ]);
  expect(shown('gateway', [port(81, 8082)], [80])).toEqual(['web http://127.0.0.1:8082/']);
});

test('what was published on every address is reached by loopback, and what moved keeps its place', () => {
  const declared = definition('web', { kind: 'service', ports: [port(80, 8080), port(81, 8081)] });
  const real = [port(81, 8083), port(80, 8082, '0.0.0.0'), port(82, 8084, '::')];
  expect(urlsOf(declared, real).map(({ url }) => url)).toEqual([
    'http://127.0.0.1:8083/',
    'http://127.0.0.1:8082/',
    'http://[::1]:8084/',
  ]);
});
