import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyPlan, keepPlan, type Plan, readPlan } from '../../../../src/adapters/go/replay/plan.js';

const plan: Plan = {
  words: 'words',
  content: { folders: {}, embedded: {} },
  archives: {},
  compiles: {},
  importers: {},
  link: { package: 'main', command: ['link'], others: [] },
};

test('a plan that is left to another environment stands without the folder that it was made in', async () => {
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
  await keepPlan(from, { ...plan, archives }, work);

  await copyPlan(from, to);
  await copyPlan(from, to);
  await rm(from, { recursive: true });
  const copied = await readPlan(to);
  expect(copied?.archives.cached).toBe(archives.cached);
  expect(await readFile(copied?.archives.own ?? '', 'utf8')).toBe('own');
  expect((await readdir(folder)).sort()).toEqual(['cached.a', 'to', 'work']);

  await copyPlan(join(folder, 'absent'), to);
  expect(await readPlan(to)).toEqual(copied);
});
