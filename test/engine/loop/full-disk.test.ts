import { mkdir, rm } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { createGo } from '../../../src/adapters/go/go.js';
import { goEnv, goModule, twoPackages } from '../../adapters/go/module.ts';
import { architecture, Bench } from '../../effects/builds/bench.ts';

/** A small disk over a folder, which only root can mount; gone when disposed. */
async function smallDisk(folder: string, size: string): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true });
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'sim-test', folder]);
  return { [Symbol.asyncDispose]: async () => void (await execa('umount', ['--lazy', folder])) };
}

/** Leaves not one byte of it; what does not fit is left out. */
const fill = (file: string) => execa('dd', ['if=/dev/zero', `of=${file}`, 'bs=4k'], { reject: false });

const failed = {
  kind: 'build.failed',
  errors: [{ message: expect.stringMatching(/no space left on device[\s\S]*free some space/i) }],
};

test('with no room for builds the old one stays current, what to do is said, and with room the next is built', async () => {
  await using module = await goModule(twoPackages);
  await using bench = await benchOn(module.path('.sim/shop/builds/catalog'), new Bench(module));
  expect(await bench.build(1)).toMatchObject({ kind: 'build.succeeded' });
  await fill(bench.path('filler'));
  await bench.edit('coffee');
  expect(await bench.build(2)).toMatchObject(failed);
  expect(await bench.current()).toMatchObject({ build: 1 });
  await rm(bench.path('filler'));
  expect(await bench.build(2)).toMatchObject({ kind: 'build.succeeded' });
  expect(await bench.current()).toMatchObject({ build: 2 });
});

test('with no room for Go’s cache what to do is said', async () => {
  await using module = await goModule(twoPackages);
  const cache = module.path('cache');
  await using _disk = await smallDisk(cache, '256m');
  const bench = new Bench(module, createGo({ env: { ...goEnv, GOCACHE: cache }, architecture }));
  expect(await bench.build(1)).toMatchObject({ kind: 'build.succeeded' });
  await fill(`${cache}/filler`);
  await bench.edit('coffee');
  expect(await bench.build(2)).toMatchObject(failed);
});

async function benchOn(folder: string, bench: Bench): Promise<Bench & AsyncDisposable> {
  const disk = await smallDisk(folder, '16m');
  return Object.assign(bench, { [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose]() });
}
