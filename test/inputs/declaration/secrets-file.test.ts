import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepSecrets, offeredSecrets, secretsFile } from '../../../src/inputs/declaration/secrets-file.js';

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'sim-secrets-'));
});

afterEach(() => rm(stateDir, { recursive: true, force: true }));

const offer = (...volumes: readonly string[]) =>
  offeredSecrets({ name: 'shop', stateDir, runtime: { hasVolume: async (name) => volumes.includes(name) } });

test('each environment is offered passwords of its own, and those that it took stay the same', async () => {
  const first = await offer();
  const second = await offer();
  expect(first.secrets.SIM_POSTGRES_PASSWORD).toMatch(/^[0-9a-f]{32}$/);
  expect(second.secrets.SIM_POSTGRES_PASSWORD).not.toBe(first.secrets.SIM_POSTGRES_PASSWORD);
  await keepSecrets(stateDir, { SIM_POSTGRES_PASSWORD: 'taken' });
  expect((await stat(secretsFile(stateDir))).mode & 0o777).toBe(0o600);
  const third = await offer('sim-shop_postgres-data');
  expect(third.secrets.SIM_POSTGRES_PASSWORD).toBe('taken');
  expect(third.older).toEqual([]);
  await keepSecrets(stateDir, { SIM_REDIS_PASSWORD: 'added' });
  expect(JSON.parse(await readFile(secretsFile(stateDir), 'utf8'))).toEqual({
    SIM_POSTGRES_PASSWORD: 'taken',
    SIM_REDIS_PASSWORD: 'added',
  });
});

test('data that are older than the passwords keep theirs; Redis keeps none in its data', async () => {
  const { secrets, older } = await offer('sim-shop_postgres-data', 'sim-shop_redis-data');
  expect(older).toEqual(['SIM_POSTGRES_PASSWORD']);
  expect(Object.keys(secrets)).toEqual(['SIM_REDIS_PASSWORD']);
});

test('where nothing is taken nothing is written', async () => {
  await keepSecrets(stateDir, {});
  await expect(stat(secretsFile(stateDir))).rejects.toThrow('ENOENT');
});

test('a file that nobody understands is no reason to make new passwords', async () => {
  await writeFile(secretsFile(stateDir), '{"SIM_POSTGRES_PASSWORD": ');
  await expect(offer()).rejects.toMatchObject({ code: 'failed', hint: expect.stringContaining('repair') });
});
