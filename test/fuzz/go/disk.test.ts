import { mkdtemp, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { act, layOut, snapshotOf, stepsBack } from './disk.ts';
import type { Step } from './steps.ts';

async function tree(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'sim net '));
  onTestFinished(() => rm(root, { recursive: true }));
  const files = {
    'app/main.go': 'package main\n',
    'app/part/part.go': 'const Word = "one"\n',
    'where.txt': '@ROOT@/app',
  };
  await layOut(root, { name: 'x', service: 'app', env: {}, files, links: { door: '@ROOT@/app' } });
  return root;
}

async function all(root: string, ...steps: readonly Step[]): Promise<readonly boolean[]> {
  const done: boolean[] = [];
  for (const step of steps) done.push(await act(root, step));
  return done;
}

test('texts and links name the folder in which the tree lies', async () => {
  const root = await tree();
  expect(await readFile(join(root, 'where.txt'), 'utf8')).toBe(`${root}/app`);
  expect(await readlink(join(root, 'door'))).toBe(`${root}/app`);
});

test('a step whose place is taken or gone does nothing, and says so', async () => {
  const root = await tree();
  expect(
    await all(
      root,
      { do: 'remove', path: 'nothing' },
      { do: 'move', path: 'nothing', to: 'app/x' },
      { do: 'replace', path: 'app/part/part.go', from: 'two', to: 'three' },
      { do: 'write', path: 'app/main.go/x', text: '' },
      { do: 'write', path: 'app/part', text: '' },
      { do: 'age', path: 'nothing', seconds: 1 },
      { do: 'rebuild' },
    ),
  ).toEqual([false, false, false, false, false, false, false]);
});

test('a file is replaced, in part, by rename, and made older', async () => {
  const root = await tree();
  const path = 'app/part/part.go';
  await all(
    root,
    { do: 'replace', path, from: '(?<=")one', to: 'two' },
    { do: 'write', path: 'app/main.go', text: 'package app\n', how: 'rename' },
    { do: 'age', path, seconds: 3600 },
  );
  expect(await readFile(join(root, path), 'utf8')).toBe('const Word = "two"\n');
  expect((await stat(join(root, path))).mtimeMs).toBeLessThan(Date.now() - 3_000_000);
  expect([...snapshotOf(root).keys()].filter((each) => each.endsWith('.tmp'))).toEqual([]);
});

test('what was done is taken back: files, links, folders, and what took the place of another', async () => {
  const root = await tree();
  const before = snapshotOf(root);
  await all(
    root,
    { do: 'remove', path: 'app/part' },
    { do: 'link', path: 'app/part', target: '../lib' },
    { do: 'write', path: 'app/new/deep/x.go', text: 'package deep\n' },
    { do: 'remove', path: 'door' },
    { do: 'folder', path: 'door/inside' },
    { do: 'write', path: 'where.txt', text: 'nowhere' },
  );
  const back = stepsBack(root, snapshotOf(root), before);
  expect(back).toContainEqual({ do: 'write', path: 'where.txt', text: '@ROOT@/app' });
  await all(root, ...back);
  expect(snapshotOf(root)).toEqual(before);
  expect(stepsBack(root, snapshotOf(root), before)).toEqual([]);
});
