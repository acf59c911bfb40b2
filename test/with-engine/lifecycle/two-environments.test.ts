import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { composeServiceLabel } from '../../../src/adapters/docker/observation.js';
import { environmentLabel } from '../../../src/environment/environment.js';
import { runSim } from '../fixtures/command.ts';
import { holdingsOf, nothing } from '../fixtures/engine.ts';
import { countEvents } from '../fixtures/engine-events.ts';
import { get } from '../fixtures/load.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { urlOf } from '../fixtures/status.ts';

const shared = sharedByTests();

test('two environments of one checkout run side by side, each at the ports that its status shows', async () => {
  const [one, two] = [shared.environmentNamed('side-one'), shared.environmentNamed('side-two')];
  await Promise.all([one.up('nginx'), two.up('nginx')]);
  const [first, second] = [await one.status(), await two.status()];
  const urls = [urlOf(first, 'nginx'), urlOf(second, 'nginx')] as const;
  expect(new URL(urls[0]).port).not.toBe(new URL(urls[1]).port);
  for (const url of urls) expect(await get(new URL('/healthz', url).href)).toBe('ok\n');

  const names = (await runSim(shared.checkout.sim, ['ls'])).stdout;
  expect(names).toContain(one.name);
  expect(names).toContain(two.name);

  await one.run('down', '--volumes');
  expect(await holdingsOf(shared.docker, one)).toEqual(nothing);
  expect(await get(new URL('/healthz', urls[1]).href)).toBe('ok\n');
  expect((await two.status()).ready).toBe(true);
});

test('a port that something else holds moves, and stays where it moved to when the environment is upped again', async () => {
  await using holder = await hold(8080);
  const environment = shared.environmentNamed('moved');
  await environment.up('nginx');
  const url = urlOf(await environment.status(), 'nginx');
  expect(new URL(url).port).not.toBe(String(holder.port));
  expect(await get(new URL('/healthz', url).href)).toBe('ok\n');
  await environment.up('nginx');
  expect(urlOf(await environment.status(), 'nginx')).toBe(url);
});

test('a port that is taken between the plan and the start moves all the same', async () => {
  const environment = shared.environmentNamed('moved-late');
  using events = await countEvents(shared.docker, environment.name);
  const up = environment.up(
    '--file',
    fileURLToPath(new URL('../fixtures/projects/late-port', import.meta.url)),
  );
  // The network is made after the ports were chosen, and before anything starts.
  await Promise.race([events.reached(1), up]);
  await using _holder = await hold(18321);
  await up;
  const url = urlOf(await environment.status(), 'web');
  expect(new URL(url).port).not.toBe('18321');
  expect(await get(url)).toBe('late');
  expect((await holdingsOf(shared.docker, environment)).containers).toHaveLength(3);
});

test('doctor tells a port that an environment has from one that is taken', async () => {
  const environment = shared.environmentNamed('doctor-ports');
  const folder = await mkdtemp(join(tmpdir(), 'sim-ports-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const text = `services: {web: {image: "${partImage}", command: [serve], ports: ["8089:8080"]}}\n`;
  await writeFile(join(folder, 'compose.yaml'), text);
  await environment.up('--file', folder);
  const { code, stdout } = await runSim(shared.checkout.sim, ['doctor']);
  expect(code).toBe(0);
  expect(stdout).toContain(await holderOf(8089));
});

/** What doctor has to say of a port: it is this test's environment that has it, unless somebody came first. */
async function holderOf(port: number): Promise<string> {
  const running = await shared.docker.listContainers();
  const holder = running.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  if (holder === undefined) return `${port} is taken`;
  const { [environmentLabel]: environment, [composeServiceLabel]: service } = holder.Labels;
  return environment === undefined
    ? `${port} is taken by the container ${holder.Names[0]?.slice(1)}`
    : `${port} is held by environment ${environment} (${service})`;
}

/** Holds a port, unless somebody does already: either way it is taken. */
async function hold(port: number): Promise<AsyncDisposable & { readonly port: number }> {
  const server: Server = createServer();
  const taken = Promise.withResolvers<void>();
  server.once('error', () => taken.resolve());
  server.listen(port, '127.0.0.1', () => taken.resolve());
  await taken.promise;
  return {
    port,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve())),
  };
}
