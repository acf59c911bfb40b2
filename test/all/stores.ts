import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Docker from 'dockerode';

type Find = typeof import('../../src/engine/find.js');
type Images = typeof import('../../src/images/provider.js');
type Registries = typeof import('../../src/adapters/registry.js');
type Commands = typeof import('../../src/engine/commands.js');

/** Postgres and Redis for the tests of the shop, made as `up` makes them; gone with their data afterwards. */
export interface Stores extends AsyncDisposable {
  /** Where they listen, in the words of the shop's tests. */
  readonly env: Readonly<Record<string, string>>;
}

const password = randomBytes(8).toString('hex');

/** Starts both on free ports of loopback; their tests wait until they answer. */
export async function startStores(root: string, print: (line: string) => void): Promise<Stores> {
  const compiled = async <T>(path: string) =>
    // Compiled by bin/sim-test a moment ago, from the module whose type this is.
    (await import(pathToFileURL(join(root, 'dist', path)).href)) as T;
  const { findEngine } = await compiled<Find>('engine/find.js');
  const { createImageProvider } = await compiled<Images>('images/provider.js');
  const { createRegistry } = await compiled<Registries>('adapters/registry.js');
  const { runCommand } = await compiled<Commands>('engine/commands.js');
  const signal = new AbortController().signal;
  const found = await findEngine(process.env, signal);
  if (found.state !== 'found') throw new Error(found.message);
  const docker = new Docker(found.options);
  const provider = createImageProvider({
    docker,
    registry: createRegistry(docker),
    builder: { run: runCommand, buildxCommand: found.buildxCommand, env: found.env },
    architecture: found.architecture,
    root,
    cacheFolder: join(root, '.sim/images'),
    env: process.env,
    run: runCommand,
  });
  await using started = new AsyncDisposableStack();
  const start = async (reference: string, port: number, options: Partial<Docker.ContainerCreateOptions>) => {
    print(`starting ${reference}`);
    const image = await provider.find(reference, 'auto', { signal, onProgress: () => undefined });
    const container = await docker.createContainer({
      Image: image.reference,
      name: `sim-test-${reference.split(':')[0]}-${randomBytes(4).toString('hex')}`,
      ...options,
      HostConfig: { PortBindings: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    });
    started.defer(() => container.remove({ force: true, v: true }));
    await container.start();
    await healthy(container);
    return (await container.inspect()).NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort ?? '';
  };
  const [postgres, redis] = await Promise.all([
    start('postgres:17.12-trixie', 5432, {
      Env: ['POSTGRES_USER=shop', 'POSTGRES_DB=shop', `POSTGRES_PASSWORD=${password}`],
      Healthcheck: every(['CMD', 'pg_isready', '-q', '-h', '127.0.0.1']),
    }),
    start('redis:8.0.4-bookworm', 6379, {
      Healthcheck: every(['CMD-SHELL', 'redis-cli ping | grep -q PONG']),
    }),
  ]);
  const kept = started.move();
  return {
    env: {
      SHOP_TEST_POSTGRES: `postgres://shop:${password}@127.0.0.1:${postgres}/shop`,
      SHOP_TEST_REDIS: `127.0.0.1:${redis}`,
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const second = 1_000_000_000;

function every(test: string[]): Docker.HealthConfig {
  return { Test: test, Interval: second / 5, Timeout: 3 * second, Retries: 300 };
}

/** Waits for the health check; a container that ends instead is an error. */
async function healthy(container: Docker.Container): Promise<void> {
  for (;;) {
    const { State } = await container.inspect();
    if (State.Health?.Status === 'healthy') return;
    if (!State.Running) throw new Error((await container.logs({ stdout: true, stderr: true })).toString());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
