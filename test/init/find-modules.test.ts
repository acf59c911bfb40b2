import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findModules } from '../../src/init/find-modules.js';

const made: string[] = [];
afterEach(() => Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

async function folderWith(files: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-modules-'));
  made.push(folder);
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  return folder;
}

const never = new AbortController().signal;

test('modules are found at any depth, and copies of those of other people are not', async () => {
  const folder = await folderWith([
    'go.mod',
    'tools/lint/go.mod',
    'vendor/example.com/a/go.mod',
    'node_modules/go.mod',
    'go/pkg/mod/example.com/b@v1.2.3/go.mod',
    '.cache/go.mod',
  ]);
  expect(await findModules(folder, never)).toEqual([folder, join(folder, 'tools/lint')]);
});

test('a part of a module is asked about as it is', async () => {
  const folder = await folderWith(['go.mod', 'cmd/api/main.go']);
  expect(await findModules(join(folder, 'cmd'), never)).toEqual([join(folder, 'cmd')]);
  expect(await findModules(await folderWith(['a/main.go']), never)).toEqual([]);
});

test('a folder that is no repository is refused, and whoever has enough ends it', async () => {
  const folder = await folderWith(['a/x', 'b/x', 'c/d/x']);
  await expect(findModules(folder, never, 4)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('more than 4 folders'),
  });
  expect(await findModules(folder, never, 5)).toEqual([]);
  await expect(findModules(folder, AbortSignal.abort())).rejects.toMatchObject({ code: 'interrupted' });
});
