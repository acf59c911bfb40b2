import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Keeping, leaveNothing } from '../../../src/adapters/controller/leave-nothing.js';
import { leftFolders } from '../../../src/adapters/controller/left-folders.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sim-leave-'));
  await mkdir(join(root, 'shop', 'builds', 'catalog'), { recursive: true });
  for (const name of ['secrets.json', 'up.json', 'view.json', 'controller.log', 'agent-token'])
    await writeFile(join(root, 'shop', name), 'x');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function leave(keeping: Keeping): Promise<void> {
  const aside = await leaveNothing(join(root, 'shop'), keeping);
  if (aside !== undefined) await rm(aside, { recursive: true });
}

const rest = async () => (await readdir(join(root, 'shop'))).sort();

test('with data that are kept stays what is needed to get at them again', async () => {
  await leave({ data: true, answers: true });
  expect(await rest()).toEqual(['secrets.json', 'up.json', 'view.json']);
});

test('without data only an answer stays that somebody gave', async () => {
  await leave({ data: false, answers: true });
  expect(await rest()).toEqual(['view.json']);
});

test('after down --volumes nothing stays', async () => {
  await leave({ data: false, answers: false });
  expect(await readdir(root)).toEqual([]);
  await leave({ data: false, answers: false });
  expect(await readdir(root)).toEqual([]);
});

test('the folders of what is gone are counted, and neither those of living environments nor what all share', async () => {
  await mkdir(join(root, 'images'));
  await mkdir(join(root, '.builds'));
  await mkdir(join(root, 'run-1'));
  await writeFile(join(root, 'run-1', 'big'), Buffer.alloc(1000));
  expect(await leftFolders(root, ['shop'])).toEqual([{ name: 'run-1', bytes: 1000 }]);
  expect(await leftFolders(join(root, 'absent'), [])).toEqual([]);
});
