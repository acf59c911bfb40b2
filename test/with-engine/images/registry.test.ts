import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRegistry } from '../../../src/adapters/registry.js';
import { registryCredentials } from '../../../src/adapters/registry-credentials.js';
import { runCommand } from '../../../src/engine/commands.js';
import { pullPolicyOf } from '../../../src/environment/pull-policy.js';
import { createImageProvider } from '../../../src/images/create-provider.js';
import type { ImageProvider } from '../../../src/images/provider.js';
import { freePort } from '../fixtures/free-port.ts';
import { login, type RegistryEngine, registryEngine } from './registry-engine.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let engine: RegistryEngine;
let cache: string;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'sim-images-'));
  engine = await registryEngine(join(root, '.sim-tools/docker-registry'));
});

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(cache, { recursive: true, force: true });
});

/** A provider as `up` makes one, except that it has no builder: what it finds can only come from the registry. */
function provider(env: NodeJS.ProcessEnv = process.env): ImageProvider {
  return createImageProvider({
    docker: engine.docker,
    registry: createRegistry(engine.docker, undefined, (reference, until) =>
      registryCredentials(reference, { env, run: runCommand, signal: until }),
    ),
    builder: { run: runCommand, buildxCommand: undefined, env: {} },
    architecture: 'amd64',
    root,
    cacheFolder: cache,
    env,
    run: runCommand,
  });
}

const signal = new AbortController().signal;

describe('the registry path, end to end against a local registry that is the engine’s mirror', () => {
  test('an official name is pulled through the mirror, with progress and its digest', async () => {
    await engine.publish('postgres:17.12-trixie', 'first');
    const said: string[] = [];
    const found = await provider().find('postgres:17.12-trixie', 'auto', {
      signal,
      onProgress: (text) => said.push(text),
    });
    expect(found).toMatchObject({ reference: 'postgres:17.12-trixie', source: 'registry' });
    const image = await engine.docker.getImage('postgres:17.12-trixie').inspect();
    expect(image.Config.Labels).toEqual({ 'stand-in': 'first' });
    expect(image.RepoDigests).toEqual([`postgres@${found.digest}`]);
    expect(said).not.toEqual([]);
  });

  test('what was pulled once is present afterwards and nobody is asked', async () => {
    await engine.publish('redis:8.0.4-bookworm', 'once');
    const first = await provider().find('redis:8.0.4-bookworm', 'registry', {
      signal,
      onProgress: () => undefined,
    });
    const again = await provider().find('redis:8.0.4-bookworm', 'registry', {
      signal,
      onProgress: () => undefined,
    });
    expect(again).toEqual({ ...first, source: 'present' });
  });

  test('a private registry gets the credentials that docker login left, and without them says no', async () => {
    const reference = await engine.publishPrivately('private');
    const find = (env: NodeJS.ProcessEnv) =>
      provider(env).find(reference, 'auto', { signal, onProgress: () => undefined });
    await expect(find({ DOCKER_CONFIG: cache })).rejects.toMatchObject({
      code: 'image-unavailable',
      hint: expect.stringContaining('docker login'),
    });
    const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const auths = { [reference.split('/')[0] ?? '']: { auth } };
    await writeFile(join(cache, 'config.json'), JSON.stringify({ auths }));
    expect(await find({ DOCKER_CONFIG: cache })).toMatchObject({ reference, source: 'registry' });
  });

  test('the platform that is wanted is pulled, and what is here for another one is not taken for it', async () => {
    const reference = await engine.publishList(['linux/amd64', 'linux/arm64']);
    const find = (platform: string | undefined) =>
      provider().find(reference, 'auto', { signal, onProgress: () => undefined, platform });
    const labelled = async () => (await engine.docker.getImage(reference).inspect()).Config.Labels;
    await find(undefined);
    expect(await labelled()).toEqual({ 'stand-in': 'linux/amd64' });
    expect(await find('linux/arm64')).toMatchObject({ source: 'registry' });
    expect(await labelled()).toEqual({ 'stand-in': 'linux/arm64' });
    expect(await find('linux/arm64/v8')).toMatchObject({ source: 'present' });
    await expect(find('linux/riscv64')).rejects.toMatchObject({
      message: expect.stringMatching(/ has no .* for linux\/riscv64\.$/),
    });
  });

  test('a tag that has moved on is pulled by pull_policy: always, and by no other', async () => {
    const reference = 'memcached:1.6-trixie';
    const labelled = async () => (await engine.docker.getImage(reference).inspect()).Config.Labels;
    const find = (policy: string | undefined) =>
      provider().find(reference, 'auto', {
        signal,
        onProgress: () => undefined,
        policy: pullPolicyOf(policy),
      });
    await engine.publish(reference, 'one');
    await find(undefined);
    await engine.publish(reference, 'two');
    for (const policy of [undefined, 'missing', 'never']) await find(policy);
    expect(await labelled()).toEqual({ 'stand-in': 'one' });
    // The engine notes no time when it pulls, and as with Compose what is of unknown age is old.
    await find('weekly');
    expect(await labelled()).toEqual({ 'stand-in': 'two' });
    await engine.publish(reference, 'three');
    await find('always');
    expect(await labelled()).toEqual({ 'stand-in': 'three' });
  });

  test('each registry speaks for itself: one that nobody listens for, one without the tag, one that wants a login', async () => {
    const nobody = `127.0.0.1:${await freePort()}/a/b:1`;
    const closed = await engine.publishPrivately('closed');
    const one = provider({ DOCKER_CONFIG: '/nonexistent' });
    const find = (reference: string) =>
      one.find(reference, 'auto', { signal, onProgress: () => undefined }).then(
        ({ source }) => source,
        (error: Error) => error.message,
      );
    await engine.publish('busybox:1', 'there');
    expect(await Promise.all([nobody, 'busybox:1', closed, 'busybox:none'].map(find))).toEqual([
      `${nobody} is not here, and ${nobody.split('/')[0]} can't be reached.`,
      'registry',
      `${closed.split('/')[0]} does not give ${closed} to you: it wants a login, or has no such image.`,
      expect.stringContaining('busybox:none'),
    ]);
  });

  test('without the registry an image with no recipe is unavailable within seconds, by name', async () => {
    await engine.stopRegistry();
    const began = performance.now();
    const finding = provider().find('nothing/such:1', 'auto', { signal, onProgress: () => undefined });
    await expect(finding).rejects.toMatchObject({
      code: 'image-unavailable',
      message: expect.stringContaining('nothing/such:1'),
    });
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
