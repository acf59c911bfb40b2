import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MountedBuilds } from '../../../src/runtime/compose/mounted-builds.js';
import { sourceFiles } from '../../house/sources.js';

async function mounted() {
  const stateDir = await mkdtemp(join(tmpdir(), 'sim-mounted-'));
  onTestFinished(() => rm(stateDir, { recursive: true }));
  const folder = join(stateDir, 'builds/catalog');
  await mkdir(folder, { recursive: true });
  return { builds: new MountedBuilds(stateDir), folder, file: join(folder, 'current') };
}

test('what was offered is read back by the next controller, and a runner finds the binary by it', async () => {
  const { builds, folder, file } = await mounted();
  expect(await builds.offeredBuild('catalog')).toBeUndefined();
  await builds.offerBuild('catalog', { build: 7, pinned: true });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ build: 7, binary: '7/catalog', pinned: true });
  expect((await stat(file)).mode & 0o777).toBe(0o644);
  expect(await new MountedBuilds(join(folder, '../..')).offeredBuild('catalog')).toEqual({
    build: 7,
    pinned: true,
  });
});

test('a build that nobody has chosen any more is not taken for a chosen one by the next controller', async () => {
  const { builds } = await mounted();
  await builds.offerBuild('catalog', { build: 7, pinned: true });
  await builds.offerBuild('catalog', { build: 7, pinned: false });
  expect(await builds.offeredBuild('catalog')).toEqual({ build: 7, pinned: false });
});

test('a runner knows where it is to wait for its turn', async () => {
  const { builds, file } = await mounted();
  await builds.offerBuild('catalog', { build: 7, pinned: false, inTurn: true });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ build: 7, binary: '7/catalog', inTurn: true });
});

test('of several offers at once the last one counts, and the same one again writes nothing', async () => {
  const { builds, folder, file } = await mounted();
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  await Promise.all(numbers.map((build) => builds.offerBuild('catalog', { build, pinned: false })));
  expect(await builds.offeredBuild('catalog')).toEqual({ build: 8, pinned: false });
  const { ino } = await stat(file);
  await builds.offerBuild('catalog', { build: 8, pinned: false });
  expect((await stat(file)).ino).toBe(ino);
  expect(await readdir(folder)).toEqual(['current']);
});

test('nothing offered and half a file are the same: an instance waits for a build', async () => {
  const { builds, folder, file } = await mounted();
  await writeFile(file, '{"build": 3, "bin');
  expect(await builds.offeredBuild('catalog')).toBeUndefined();
  await builds.offerBuild('catalog', undefined);
  expect(await readdir(folder)).toEqual([]);
});

test('nobody else writes what a runner reads', () => {
  const writers = sourceFiles().filter(({ text }) => /, 'current'\)|\/current['`]/.test(text));
  expect(writers.map(({ path }) => path)).toEqual(['src/runtime/compose/mounted-builds.ts']);
});
