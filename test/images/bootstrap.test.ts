import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CommandResult } from '../../src/engine/commands.js';
import { bootstrapDebian } from '../../src/images/bootstrap.js';

/** What it ends with where the tool ends so. */
async function bootstrap(stderr: string) {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sim bootstrap '));
  cleanUp.defer(() => rm(folder, { recursive: true }));
  let command: readonly string[] = [];
  const error = await bootstrapDebian(join(folder, 'base.tar'), {
    tool: { command: ['mmdebstrap'], env: {} },
    architecture: 'amd64',
    suite: 'bullseye',
    sources: [],
    settings: ['Acquire::Check-Valid-Until "false";'],
    signal: new AbortController().signal,
    run: async (given): Promise<CommandResult> => {
      command = given;
      return { exitCode: 1, stdout: '', stderr };
    },
  }).catch((thrown: unknown) => thrown);
  return { error, command, left: await readdir(folder) };
}

test('whoever is not root and lacks uidmap is told so', async () => {
  const { error } = await bootstrap(
    'E: unable to pick chroot mode automatically (use --mode for manual selection)',
  );
  expect(error).toMatchObject({
    code: 'image-unavailable',
    hint: expect.stringContaining('apt-get install uidmap'),
  });
});

test('anything else is about the mirror, in the words of the tool, and nothing half-done stays', async () => {
  const { error, left } = await bootstrap('E: Unable to fetch some archives');
  expect(error).toMatchObject({
    detail: 'E: Unable to fetch some archives',
    hint: expect.stringContaining('mirror'),
  });
  expect(left).toEqual([]);
});

test('the tool gets its hook as text: as another user it may read no file of whoever runs it', async () => {
  const { command } = await bootstrap('');
  const [hook] = command.filter((word) => word.startsWith('--customize-hook='));
  expect(hook).toContain('policy-rc.d');
});

test('the release that is wanted is made, with what the machine says about its mirrors', async () => {
  const { command } = await bootstrap('');
  expect(command).toContain('bullseye');
  expect(command).toContain('--aptopt=Acquire::Check-Valid-Until "false";');
});
