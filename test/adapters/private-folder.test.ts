import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, makePrivateFolder, requireOwnFolder } from '../../src/adapters/private-folder.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-private-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a folder that is made is ours alone', async () => {
  const path = join(folder, 'a', 'b');
  await makePrivateFolder(path);
  expect(await modeOf(path)).toBe(0o700);
  expect(await lookAt(path)).toEqual({ state: 'ours', openTo: 'nobody' });
});

test('one of ours that was open to others is closed', async () => {
  const path = join(folder, 'open');
  await mkdir(path);
  await chmod(path, 0o777);
  await makePrivateFolder(path);
  expect(await modeOf(path)).toBe(0o700);
});

test('a link is refused, and nothing is made where it points', async () => {
  const target = join(folder, 'target');
  await symlink(target, join(folder, 'link'));
  await expect(makePrivateFolder(join(folder, 'link'))).rejects.toMatchObject({
    code: 'failed',
    message: `${join(folder, 'link')} is a symbolic link, so it is not used`,
  });
  await mkdir(target);
  await expect(makePrivateFolder(join(folder, 'link'))).rejects.toMatchObject({ code: 'failed' });
  expect(await readdir(target)).toEqual([]);
});

test('a file is refused', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(makePrivateFolder(join(folder, 'file'))).rejects.toThrow('is no folder');
});

test('a folder of another user is refused', async () => {
  // As root we can make one; anybody else has the system's before them.
  const foreign = process.getuid?.() === 0 ? join(folder, 'foreign') : '/usr';
  if (process.getuid?.() === 0) {
    await mkdir(foreign, { mode: 0o777 });
    await chown(foreign, 65534, 65534);
  }
  await expect(makePrivateFolder(foreign)).rejects.toThrow(/belongs to another user \(number \d+\)/);
});

test('a folder that the user named may be read by others, and not written to', async () => {
  const path = join(folder, 'chosen');
  const remedy = { hint: 'name another' };
  await mkdir(path, { mode: 0o755 });
  await requireOwnFolder(path, remedy);
  expect(await modeOf(path)).toBe(0o755);
  await chmod(path, 0o777);
  await expect(requireOwnFolder(path, remedy)).rejects.toMatchObject({ hint: `chmod go-w ${path}` });
  await requireOwnFolder(join(folder, 'absent'), remedy);
});
