import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { createCourse } from './course.ts';
import { act, layOut } from './disk.ts';
import { editGroups } from './edits/all.ts';
import { openingOf } from './opening.ts';
import type { Edit } from './steps.ts';
import type { EditKind } from './world.ts';
import { createWorld } from './world.ts';

/** The edits of a seed, done to a tree; `refuses` stands in for Go. */
async function editsOf(seed: number, count: number, refuses: (edit: Edit | undefined) => boolean) {
  const root = await mkdtemp(join(tmpdir(), 'sim net '));
  try {
    const random = createRandom(seed);
    const opening = openingOf(random, { slow: true });
    await layOut(root, opening);
    const world = createWorld(root, opening.service.replace(/^door\//, ''));
    const course = createCourse(root, world, random, { slow: true });
    const edits: Edit[] = [];
    while (edits.length < count) {
      const edit = course.next(refuses(edits.at(-1)));
      edits.push(edit);
      for (const step of edit.steps) if (step.do !== 'pause') await act(root, step);
    }
    return edits;
  } finally {
    await rm(root, { recursive: true });
  }
}

const all: readonly EditKind[] = Object.values(editGroups).flat();
const breaking = new Set(all.flatMap(({ name, breaks }) => (breaks ? [name] : [])));
const refuses = (edit: Edit | undefined) => edit !== undefined && breaking.has(edit.name);

test('the same seed gives the same edits', async () => {
  expect(await editsOf(7, 40, refuses)).toEqual(await editsOf(7, 40, refuses));
});

test('another seed gives others', async () => {
  expect(await editsOf(7, 10, refuses)).not.toEqual(await editsOf(8, 10, refuses));
});

test('every kind of edit comes, by a name of its own', async () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  // Vendored copies need Go, which isn't asked here.
  const missing = new Set(all.map(({ name }) => name).filter((name) => !name.includes('vendored')));
  for (let seed = 0; seed < 100 && missing.size > 0; seed += 1) {
    for (const { name } of await editsOf(seed, 60, refuses)) missing.delete(name);
  }
  expect([...missing]).toEqual([]);
});

test('what Go refuses is taken back some time', async () => {
  const edits = await editsOf(3, 12, () => true);
  expect(edits.map(({ name }) => name)).toContain('everything as it was');
});
