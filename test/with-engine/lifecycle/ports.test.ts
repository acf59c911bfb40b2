import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { get } from '../fixtures/load.ts';
import { Observed } from '../fixtures/observed.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { type Status, serviceOf } from '../fixtures/status.ts';

const shared = sharedByTests();

/** A Compose file of these services, each with its ports; all serve on 80. */
async function fileOf(services: Readonly<Record<string, readonly string[]>>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-published-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const command = ['serve', '-on', ':80', '-text', 'here'];
  const entries = Object.entries(services).map(([name, ports]) => [
    name,
    { image: partImage, command, ports },
  ]);
  await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ services: Object.fromEntries(entries) }));
  return ['--file', folder];
}

/** Takes a UDP port of this machine away until the test ends. */
async function takeUdp(port: number): Promise<void> {
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
}

const containersOf = ({ services }: Status) =>
  services.flatMap(({ containers }) => containers.map(({ id, startedAt }) => `${id} ${startedAt}`));
const urlsOf = (status: Status, service: string) => serviceOf(status, service).urls.map(({ url }) => url);

test('every address that status shows answers, on loopback of either family', async () => {
  const environment = shared.environmentNamed('addresses');
  await environment.up(...(await fileOf({ web: ['[::1]:18360:80', '18361:80', '127.0.0.2:18360:80'] })));
  const urls = urlsOf(await environment.status(), 'web');
  expect(urls.map((url) => url.replace(/^\w+:/, ''))).toEqual([
    '//[::1]:18360/',
    '//127.0.0.1:18361/',
    '//127.0.0.2:18360/',
  ]);
  for (const url of urls) expect(await get(url)).toBe('here');
});

test('a second and a third up leave every port where it is, and its container as well', async () => {
  const environment = shared.environmentNamed('same-ports');
  await takeUdp(18363);
  const file = await fileOf({
    dns: ['18362:53/tcp', '127.0.0.1:18362:53/udp', '127.0.0.2:18363:54/udp', '127.0.0.1:18363:54/udp'],
    other: ['18363:53/tcp', '[::1]:18362:53/udp', '18370-18372:80'],
  });
  await environment.up(...file);
  const first = await environment.status();
  expect(urlsOf(first, 'dns')).toEqual([
    expect.stringMatching(/127\.0\.0\.1:18362/),
    'udp://127.0.0.1:18362',
    'udp://127.0.0.2:18363',
    // Taken by the test.
    'udp://127.0.0.1:18364',
  ]);
  expect(urlsOf(first, 'other')).toEqual([
    expect.stringMatching(/127\.0\.0\.1:18363/),
    'udp://[::1]:18362',
    expect.stringMatching(/127\.0\.0\.1:18370/),
  ]);
  for (const _ of ['second', 'third']) {
    await environment.up(...file);
    const again = await environment.status();
    expect(containersOf(again)).toEqual(containersOf(first));
    for (const service of ['dns', 'other']) expect(urlsOf(again, service)).toEqual(urlsOf(first, service));
  }
});

test('of one number on two addresses the one beyond loopback moves there, and is told with both', async () => {
  const environment = shared.environmentNamed('two-addresses');
  await environment.up(
    ...(await fileOf({ outside: ['192.0.2.77:18365:80'], inside: ['127.0.0.1:18365:80'] })),
  );
  const status = await environment.status();
  expect(new URL(urlsOf(status, 'inside')[0] ?? '').port).toBe('18365');
  const [outside = ''] = urlsOf(status, 'outside');
  expect(await get(outside)).toBe('here');
  using seen = await Observed.of(environment.stateDir);
  expect(await seen.line(/^outside: port 192\.0\.2\.77:18365 goes to loopback/)).toContain(
    new URL(outside).host,
  );
});
