import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunCommand } from '../../src/engine/commands.js';
import { rememberVersions } from '../../src/engine/remember-versions.js';
import { temporaryFolder } from './fake-engine.js';

/** A home with a plugin; `asked` are the commands that were really run. */
async function home(folder: string) {
  const plugin = join(folder, 'docker-compose');
  await writeFile(plugin, 'one');
  const asked: string[] = [];
  let exitCode = 0;
  const run: RunCommand = async ([program, ...words]) => {
    asked.push(words.join(' '));
    return { exitCode, stdout: await readFile(program ?? '', 'utf8').catch(() => ''), stderr: '' };
  };
  const env = { HOME: folder };
  return {
    plugin,
    asked,
    file: join(folder, '.cache/sim/versions.json'),
    fails: () => {
      exitCode = 1;
    },
    /** What a new process hears, in a home of its own or another one. */
    hears: async (
      words: readonly string[] = ['version', '--short'],
      variables: NodeJS.ProcessEnv = env,
      program = plugin,
    ) => (await rememberVersions(run, variables)([program, ...words])).stdout,
  };
}

test('a version is asked for once, and again when the program has changed', async () => {
  await using folder = await temporaryFolder();
  const { plugin, asked, hears, file } = await home(folder.path);
  // As a package manager leaves it: the time is that of the package.
  await utimes(plugin, 1, 1);
  expect([await hears(), await hears()]).toEqual(['one', 'one']);
  expect(asked).toEqual(['version --short']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await writeFile(plugin, 'two');
  await utimes(plugin, 1, 1);
  expect([await hears(), await hears()]).toEqual(['two', 'two']);
  expect(asked).toHaveLength(2);
});

test('two programs that are asked at the same time are both remembered', async () => {
  await using folder = await temporaryFolder();
  const { plugin, asked, hears } = await home(folder.path);
  const other = join(folder.path, 'docker-buildx');
  await writeFile(other, 'two');
  const run: RunCommand = async () => ({ exitCode: 0, stdout: 'three', stderr: '' });
  const both = rememberVersions(run, { HOME: folder.path });
  await Promise.all([both([plugin, 'version', '--short']), both([other, 'version'])]);
  expect([await hears(), await hears(['version'], undefined, other)]).toEqual(['three', 'three']);
  expect(asked).toEqual([]);
});

test('a script is asked each time: what it runs may have changed', async () => {
  await using folder = await temporaryFolder();
  const { plugin, asked, hears } = await home(folder.path);
  await writeFile(plugin, '#!/bin/sh\n');
  for (const _ of [1, 2]) await hears();
  expect(asked).toHaveLength(2);
});

test('a program that can not be read is asked each time', async () => {
  await using folder = await temporaryFolder();
  const plugin = join(folder.path, 'docker-compose');
  let asked = 0;
  // Gone once it has answered: nobody can read it, root neither.
  const run: RunCommand = async () => {
    asked += 1;
    await rm(plugin);
    return { exitCode: 0, stdout: 'one', stderr: '' };
  };
  for (const _ of [1, 2]) {
    await writeFile(plugin, 'one');
    const answer = await rememberVersions(run, { HOME: folder.path })([plugin, 'version']);
    expect(answer.stdout).toBe('one');
  }
  expect(asked).toBe(2);
});

test('nothing else is remembered: other commands, failures, what has no file, or where there is no home', async () => {
  await using folder = await temporaryFolder();
  const { asked, hears, fails } = await home(folder.path);
  for (const _ of [1, 2]) await hears(['config']);
  for (const _ of [1, 2]) await hears(['version'], {});
  fails();
  for (const _ of [1, 2]) await hears(['version', '-f']);
  expect(asked).toEqual(['config', 'config', 'version', 'version', 'version -f', 'version -f']);
});

test('a file that is damaged, or a home that is read-only, costs no more than the question', async () => {
  await using folder = await temporaryFolder();
  const { asked, hears, file } = await home(folder.path);
  await mkdir(join(folder.path, '.cache/sim'), { recursive: true });
  await writeFile(file, '{"half');
  expect(await hears()).toBe('one');
  await writeFile(join(folder.path, 'no-folder'), '');
  const elsewhere = { XDG_CACHE_HOME: join(folder.path, 'no-folder') };
  expect(await hears(['version'], elsewhere)).toBe('one');
  expect(asked).toEqual(['version --short', 'version']);
});
