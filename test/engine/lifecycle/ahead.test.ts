import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findEngine } from '../../../src/engine/find.js';
import { environmentLabel } from '../../../src/environment/environment.js';
import { holdingsOf, nothing } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { partImage } from '../fixtures/part-image.ts';
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
case "$*" in *--no-start*) while [ -e '${folder}/held' ]; do sleep 0.05; done ;; esac
exec ${real} "$@"
`;
  await writeFile(plugin, script);
  await chmod(plugin, 0o755);
  return {
    env: { DOCKER_CONFIG: folder },
    /** As long as this file is there, it makes no containers. */
    held: join(folder, 'held'),
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

test('plain networks are there before Compose begins, which takes them for its own', async () => {
  const compose = await overheardCompose();
  const filters = { label: [`${environmentLabel}=networks-ahead`] };
  const networks = async () =>
    (await shared.docker.listNetworks({ filters })).map(({ Name, Id }) => ({ Name, Id }));
  await using environment = new TestEnvironment(shared.checkout, 'networks-ahead', compose.env);
  await writeFile(compose.held, '');
  const up = environment.up('--file', join(projects, 'networks', 'compose.yaml'));
  await vi.waitFor(async () => expect(await networks()).toHaveLength(1), { timeout: 20_000 });
  const ahead = await networks();
  expect(ahead).toMatchObject([{ Name: 'sim-networks-ahead_front' }]);
  await rm(compose.held);
  await up;
  const all = await networks();
  expect(all.map(({ Name }) => Name).sort()).toEqual([
    'sim-networks-ahead_back',
    'sim-networks-ahead_default',
    'sim-networks-ahead_front',
  ]);
  expect(all).toContainEqual(ahead[0]);
  expect(await environment.run('down')).toMatchObject({ code: 0 });
  expect(await holdingsOf(shared.docker, 'networks-ahead')).toEqual(nothing);
});

test('what can be resolved and not brought up leaves no network behind', async () => {
  const folder = await temporaryFolder();
  const text = `services:\n  app: {image: "${partImage}", x-sim: {kinds: tool}}\n`;
  await writeFile(join(folder, 'compose.yaml'), text);
  const environment = shared.environmentNamed('refused-late');
  const up = await environment.run('up', '-d', '--file', folder);
  expect(up).toMatchObject({ code: 2 });
  expect(up.stderr).toContain('compose.yaml:2:');
  expect(await holdingsOf(shared.docker, 'refused-late')).toEqual(nothing);
});
