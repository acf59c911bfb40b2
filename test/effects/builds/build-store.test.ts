import { link, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sumOf } from '../../../src/adapters/go/file-sums.js';
import { createBuildStore, fileDigest } from '../../../src/effects/builds/build-store.js';

let folder: string;
const at = (name: string) => join(folder, name);
const store = (limit?: number) => createBuildStore(at('store'), limit);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-store-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function made(name: string, content: string, limit?: number): Promise<string> {
  await writeFile(at(name), content);
  const sum = sumOf([name]);
  await store(limit).keep(sum, at(name), await fileDigest(at(name)));
  return sum;
}

test('what one environment has built another one has at once, though the first is gone', async () => {
  const sum = await made('one', 'binary');
  await rm(at('one'));
  expect(await store().take(sum, at('two'))).toBe(true);
  expect(await readFile(at('two'), 'utf8')).toBe('binary');
  expect(await store().take(sumOf(['other']), at('three'))).toBe(false);
});

test('a binary that is no longer what was built is thrown out', async () => {
  const sum = await made('one', 'binary');
  await writeFile(at('one'), 'half');
  expect(await store().take(sum, at('two'))).toBe(false);
  expect(await readdir(folder)).not.toContain('two');
  expect(await readdir(at('store'))).toEqual([]);
});

test('the oldest goes when there is too much, and none that an environment has', async () => {
  const first = await made('first', 'x'.repeat(10));
  const second = await made('second', 'y'.repeat(10));
  const used = await made('used', 'z'.repeat(10));
  for (const name of ['first', 'second']) await rm(at(name));
  const age = async (sum: string, seconds: number) => {
    const record = join(at('store'), Buffer.from(sum, 'base64').toString('base64url'), 'build.json');
    await utimes(record, seconds, seconds);
  };
  await age(used, 1);
  await age(first, 2);
  await age(second, 3);
  const newest = await made('newest', 'n'.repeat(10), 30);
  const has = async (sum: string) =>
    store().take(sum, at(`taken-${Math.abs(sum.charCodeAt(0))}-${sum.slice(1, 4).replaceAll('/', '_')}`));
  expect([await has(used), await has(first), await has(second), await has(newest)]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('it is of no matter who keeps the same first', async () => {
  await writeFile(at('a'), 'same');
  await link(at('a'), at('b'));
  const digest = await fileDigest(at('a'));
  await Promise.all(['a', 'b'].map((name) => store().keep(sumOf(['s']), at(name), digest)));
  expect(await readdir(at('store'))).toHaveLength(1);
});
