import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import Docker from 'dockerode';
import { readLines } from '../../src/adapters/docker/lines.ts';

type Find = typeof import('../../src/engine/find.js');
type Images = typeof import('../../src/images/create-provider.js');
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
  const { createImageProvider } = await compiled<Images>('images/create-provider.js');
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
    await startedHealthy(docker, container);
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

/** Starts it and waits for what the engine says of its health; a container that ends instead is an error. */
async function startedHealthy(docker: Docker, container: Docker.Container): Promise<void> {
  const filters = { container: [container.id], event: ['health_status', 'die'] };
  // dockerode types the body as the less that a web stream has; it is Node's own response.
  const news = (await docker.getEvents({ filters })) as Readable;
  try {
    await container.start();
    for await (const line of readLines(news)) {
      const { Action }: { Action: string } = JSON.parse(line);
      if (Action === 'health_status: healthy') return;
      if (Action === 'die')
        throw new Error((await container.logs({ stdout: true, stderr: true })).toString());
    }
    throw new Error('the engine went away');
  } finally {
    news.destroy();
  }
}
