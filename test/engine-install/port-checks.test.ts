import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { PortHolder } from '../../src/engine/checks/check.js';
import { checkPorts } from '../../src/engine/checks/port-checks.js';
import type { EngineSearch } from '../../src/engine/engine.js';

const found: EngineSearch = {
  state: 'found',
  host: 'unix:///none.sock',
  origin: 'a test',
  chosen: true,
  options: {},
  version: '26.1.5',
  apiVersion: '1.45',
  os: 'linux',
  architecture: 'amd64',
  env: {},
  composeCommand: [],
  composeVersion: '2.26.1',
  buildxCommand: undefined,
  buildxVersion: undefined,
  composeBuilds: 'as-it-is',
};
const missing: EngineSearch = { state: 'missing', trouble: 'not-running', message: '', tried: [] };

/** A port that something without a container listens on. */
async function listener() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** What is said of one port, by whoever has it. */
function check(port: number, holder: PortHolder | undefined, search: EngineSearch = found) {
  return checkPorts({
    ...{ search, ports: [port], environment: 'shop', env: {}, root: '/' },
    signal: new AbortController().signal,
    run: async () => ({ exitCode: 127, stdout: '', stderr: '' }),
    portHolders: async () => new Map(holder === undefined ? [] : [[port, holder]]),
  });
}

test('a port that the environment itself has is fine, because up keeps it', async () => {
  await using taken = await listener();
  const holder = { container: 'sim-shop-nginx-1', environment: 'shop', service: 'nginx' };
  expect(await check(taken.port, holder)).toEqual({
    id: 'ports',
    verdict: 'ok',
    detail: `${taken.port} is held by environment shop (nginx)`,
    remedy: undefined,
  });
});

test('a port that another environment has is fine too, and that up moves it is said', async () => {
  await using taken = await listener();
  const holder = { container: 'sim-blue-nginx-1', environment: 'blue', service: 'nginx' };
  expect(await check(taken.port, holder)).toMatchObject({
    verdict: 'ok',
    detail: `${taken.port} is held by environment blue (nginx), so up of shop moves it`,
  });
});

test('a container of others is named', async () => {
  await using taken = await listener();
  const holder = { container: 'their-postgres', environment: undefined, service: 'db' };
  expect(await check(taken.port, holder)).toMatchObject({
    verdict: 'warn',
    detail: `${taken.port} is taken by the container their-postgres`,
    remedy: expect.stringContaining('Nothing has to be done'),
  });
});

test('a port is taken when a container has it, even where nobody listens', async () => {
  const { port } = await (async () => {
    await using gone = await listener();
    return gone;
  })();
  const holder = { container: 'theirs', environment: undefined, service: undefined };
  expect(await check(port, holder)).toMatchObject({ verdict: 'warn' });
  expect(await check(port, undefined)).toMatchObject({ verdict: 'ok', detail: `${port} is free` });
});

test('a program of this machine is worth knowing and no trouble, with an engine or without', async () => {
  await using taken = await listener();
  for (const search of [found, missing]) {
    expect(await check(taken.port, undefined, search)).toMatchObject({
      verdict: 'warn',
      detail: `${taken.port} is taken`,
    });
  }
});
