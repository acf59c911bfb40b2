import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registryCredentials, registryOf } from '../../src/adapters/registry-credentials.js';
import { runCommand } from '../../src/engine/commands.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-credentials-'));
  const helper = (name: string, script: string) =>
    writeFile(join(folder, `docker-credential-${name}`), `#!/bin/sh\nread -r server\n${script}\n`, {
      mode: 0o755,
    });
  await helper('vault', 'printf \'{"ServerURL":"%s","Username":"ann","Secret":"s3"}\' "$server"');
  await helper('tokens', 'echo \'{"ServerURL":"x","Username":"<token>","Secret":"t0"}\'');
  await helper('empty', 'echo "credentials not found in native keychain"; exit 1');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function credentialsFrom(config: unknown, reference: string) {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  await writeFile(join(folder, 'config.json'), text);
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}` };
  return registryCredentials(reference, { env, run: runCommand, signal: new AbortController().signal });
}

test.each([
  ['redis', 'https://index.docker.io/v1/'],
  ['team/app:1', 'https://index.docker.io/v1/'],
  ['docker.io/team/app', 'https://index.docker.io/v1/'],
  ['registry.example/team/app', 'registry.example'],
  ['localhost:5000/app:1', 'localhost:5000'],
  ['localhost/app', 'localhost'],
])('%s comes from %s', (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});

describe('credentials of a registry', () => {
  const basic = Buffer.from('bob:a:b').toString('base64');

  test('are those of docker login in the configuration, whichever way an address was written', async () => {
    const config = {
      auths: {
        'https://registry.example/v1/': { auth: basic },
        'https://index.docker.io/v1/': { auth: basic },
      },
    };
    const bob = { username: 'bob', password: 'a:b' };
    expect(await credentialsFrom(config, 'registry.example/a')).toEqual({
      ...bob,
      serveraddress: 'registry.example',
    });
    expect(await credentialsFrom(config, 'redis')).toEqual({
      ...bob,
      serveraddress: 'https://index.docker.io/v1/',
    });
    expect(await credentialsFrom(config, 'other.example/a')).toBeUndefined();
  });

  test('come from the helper of that registry, else from the one for all', async () => {
    const config = {
      credsStore: 'vault',
      credHelpers: { 'tokens.example': 'tokens' },
      auths: { 'a.example': {} },
    };
    expect(await credentialsFrom(config, 'a.example/x')).toEqual({
      username: 'ann',
      password: 's3',
      serveraddress: 'a.example',
    });
    expect(await credentialsFrom(config, 'tokens.example/x')).toEqual({
      identitytoken: 't0',
      serveraddress: 'tokens.example',
    });
  });

  test('that a helper does not have, or that cannot be read, are none', async () => {
    expect(await credentialsFrom({ credsStore: 'empty' }, 'a.example/x')).toBeUndefined();
    expect(await credentialsFrom({ credsStore: 'not-installed' }, 'a.example/x')).toBeUndefined();
    expect(await credentialsFrom({ credsStore: '../evil' }, 'a.example/x')).toBeUndefined();
    expect(await credentialsFrom('{ broken', 'a.example/x')).toBeUndefined();
  });
});
