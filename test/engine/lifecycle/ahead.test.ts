import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findEngine } from '../../../src/engine/find.js';
import { TestEnvironment } from '../fixtures/environment.ts';
import { sharedByTests } from '../fixtures/shared.ts';

const projects = fileURLToPath(new URL('../fixtures/projects/', import.meta.url));
const shared = sharedByTests();

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-ahead-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The machine's Compose as a plugin of the user's own that writes down what it is asked. */
async function overheardCompose() {
  const found = await findEngine(process.env, AbortSignal.timeout(20_000));
  if (found.state !== 'found') throw new Error(found.message);
  const folder = await temporaryFolder();
  const journal = join(folder, 'journal');
  const plugin = join(folder, 'cli-plugins', 'docker-compose');
  await mkdir(join(folder, 'cli-plugins'));
  const real = found.composeCommand.map((word) => `'${word}'`).join(' ');
  const script = `#!/bin/sh
printf '%s\\n' "$*" >>'${journal}'
exec ${real} "$@"
`;
  await writeFile(plugin, script);
  await chmod(plugin, 0o755);
  return {
    env: { DOCKER_CONFIG: folder },
    /** How often Compose has run with this word. */
    heard: async (word: string) =>
      (await readFile(journal, 'utf8')).split('\n').filter((line) => line.split(' ').includes(word)).length,
  };
}

test('Compose resolves the files once: the controller takes the answer that the command has asked for', async () => {
  const compose = await overheardCompose();
  await using environment = new TestEnvironment(shared.checkout, 'asked-once', compose.env);
  await environment.up('--file', join(projects, 'profiles', 'compose.yaml'), '--profile', 'debug');
  expect(await compose.heard('config')).toBe(1);
  expect(await compose.heard('--no-start')).toBe(1);
  // The controller runs and has to ask itself: the files may have changed since.
  await environment.up('--file', join(projects, 'profiles', 'compose.yaml'));
  expect(await compose.heard('config')).toBe(2);
});

test('of several stacks it is known too late what Compose has to be asked: the controller asks', async () => {
  const compose = await overheardCompose();
  await using environment = new TestEnvironment(shared.checkout, 'asked-late', compose.env);
  await environment.up('postgres', 'redis');
  expect(await compose.heard('config')).toBe(1);
});
