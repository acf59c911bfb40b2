import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunCommand } from '../../src/engine/commands.js';
import { findEngine } from '../../src/engine/find.js';
import { docker26, fakeEngine, temporaryFolder } from './fake-engine.js';

const signal = new AbortController().signal;

/** A machine on which the Compose plugin of its user says that version. */
async function machine(folder: string, compose = '2.26.1') {
  const plugins = join(folder, '.docker/cli-plugins');
  await mkdir(plugins, { recursive: true });
  for (const name of ['docker-compose', 'docker-buildx']) await writeFile(join(plugins, name), '');
  const socket = join(folder, 'docker.sock');
  const run: RunCommand = async ([file = '']) => {
    const version = file.startsWith(plugins)
      ? file.endsWith('compose')
        ? compose
        : 'buildx 0.13.1'
      : undefined;
    return { exitCode: version === undefined ? 127 : 0, stdout: version ?? '', stderr: '' };
  };
  return { socket, run, env: { HOME: folder, DOCKER_HOST: `unix://${socket}`, SIM_ENGINE_PREFIX: folder } };
}

describe('finding an engine', () => {
  test('one that answers is found with the tools that fit it', async () => {
    await using folder = await temporaryFolder();
    const { socket, run, env } = await machine(folder.path);
    await using _engine = await fakeEngine(socket, docker26);
    expect(await findEngine(env, signal, run)).toMatchObject({
      state: 'found',
      version: '26.1.5',
      apiVersion: '1.45',
      architecture: 'amd64',
      composeCommand: [join(folder.path, '.docker/cli-plugins/docker-compose')],
      composeVersion: '2.26.1',
      buildxCommand: [join(folder.path, '.docker/cli-plugins/docker-buildx')],
    });
  });

  test('an engine below API 1.44 is too old, and both versions are said', async () => {
    await using folder = await temporaryFolder();
    const { socket, run, env } = await machine(folder.path);
    await using _engine = await fakeEngine(socket, { ...docker26, Version: '20.10.24', ApiVersion: '1.41' });
    expect(await findEngine(env, signal, run)).toMatchObject({
      state: 'missing',
      trouble: 'too-old',
      message: expect.stringContaining(
        'Docker 20.10.24 with API 1.41; Sim needs API 1.44 (Docker 25) or newer',
      ),
    });
  });

  test('Podman is refused with the reason', async () => {
    await using folder = await temporaryFolder();
    const { socket, run, env } = await machine(folder.path);
    await using _engine = await fakeEngine(socket, { ...docker26, Components: [{ Name: 'Podman Engine' }] });
    expect(await findEngine(env, signal, run)).toMatchObject({
      trouble: 'unsupported',
      message: expect.stringMatching(/Podman, which is not supported, because/),
    });
  });

  test('a Compose below 2.26 does not serve, and what was found is said', async () => {
    await using folder = await temporaryFolder();
    const { socket, run, env } = await machine(folder.path, '2.17.2');
    await using _engine = await fakeEngine(socket, docker26);
    expect(await findEngine(env, signal, run)).toMatchObject({
      trouble: 'no-compose',
      message: expect.stringContaining('Docker Compose 2.26 or newer is needed and 2.17.2 was found'),
    });
  });

  test('a chosen address where nothing is gets named', async () => {
    await using folder = await temporaryFolder();
    const { run, env, socket } = await machine(folder.path);
    expect(await findEngine(env, signal, run)).toMatchObject({
      trouble: 'not-where-named',
      message: `No Docker engine answers at unix://${socket}, the only place that was tried, because DOCKER_HOST names it: nothing is there.`,
    });
  });

  test('a socket whose engine died is told from one that is not there', async () => {
    await using folder = await temporaryFolder();
    const { run, env, socket } = await machine(folder.path);
    const dying = createServer();
    await new Promise<void>((resolve) => dying.listen({ path: `${socket}.live` }, resolve));
    const { rename } = await import('node:fs/promises');
    await rename(`${socket}.live`, socket);
    await new Promise((resolve) => dying.close(resolve));
    expect(await findEngine(env, signal, run)).toMatchObject({
      trouble: 'not-where-named',
      message: expect.stringContaining('nothing listens there'),
    });
  });

  test('a search that was given up ends at once', async () => {
    await using folder = await temporaryFolder();
    const { run, env } = await machine(folder.path);
    await expect(findEngine(env, AbortSignal.abort(), run)).rejects.toThrow(/abort/i);
  });
});
