import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  copyRecordedBuild,
  keepRecordedBuild,
  type RecordedBuild,
  readRecordedBuild,
} from '../../../../src/adapters/go/replay/recorded-build.js';

const recorded: RecordedBuild = {
  words: 'words',
  content: { folders: {}, embedded: {} },
  archives: {},
  compiles: {},
  importers: {},
  link: { package: 'main', command: ['link'], others: [] },
};

test('a recorded build that is left to another environment stands without the folder that it was made in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-plan-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [work, from, to] = ['work', 'from', 'to'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(work);
  await writeFile(join(work, 'own.a'), 'own');
  await writeFile(join(folder, 'cached.a'), 'cached');
  const archives = { own: join(work, 'own.a'), cached: join(folder, 'cached.a') };
  await keepRecordedBuild(from, { ...recorded, archives }, work);

  await copyRecordedBuild(from, to);
  await copyRecordedBuild(from, to);
  await rm(from, { recursive: true });
  const copied = await readRecordedBuild(to);
  expect(copied?.archives.cached).toBe(archives.cached);
  expect(await readFile(copied?.archives.own ?? '', 'utf8')).toBe('own');
  expect((await readdir(folder)).sort()).toEqual(['cached.a', 'to', 'work']);

  await copyRecordedBuild(join(folder, 'absent'), to);
  expect(await readRecordedBuild(to)).toEqual(copied);
});
