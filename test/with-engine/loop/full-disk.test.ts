import { mkdir, rm } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { plainSetup } from '../../../src/adapters/go/build-setup.js';
import { checkPackages } from '../../../src/adapters/go/check-packages.js';
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

const full = (place: string) => ({
  kind: 'build.failed',
  errors: [
    {
      message: expect.stringMatching(
        new RegExp(
          `^no space left on device: ${place} \\([\\d.]+ of [\\d.]+ MB free\\)\\nFree some space.*builds again`,
        ),
      ),
    },
  ],
});

test('with no room for builds the old one stays current, where and what to do is said, and with room the next is built', async () => {
  await using module = await goModule(twoPackages);
  await using bench = await benchOn(module.path('.sim/shop/builds/catalog'), new Bench(module));
  expect(await bench.build(1)).toMatchObject({ kind: 'build.succeeded' });
  await fill(bench.path('filler'));
  await bench.edit('coffee');
  expect(await bench.build(2)).toMatchObject(full('Go’s work files, .sim/shop/builds/catalog/2/.work'));
  expect(await bench.current()).toMatchObject({ build: 1 });
  await rm(bench.path('filler'));
  expect(await bench.build(2)).toMatchObject({ kind: 'build.succeeded' });
  expect(await bench.current()).toMatchObject({ build: 2 });
});

test('with no room for Go’s cache where and what to do is said', async () => {
  await using module = await goModule(twoPackages);
  const cache = module.path('cache');
  await using _disk = await smallDisk(cache, '256m');
  const bench = new Bench(module, createGo({ env: { ...goEnv, GOCACHE: cache }, architecture }));
  expect(await bench.build(1)).toMatchObject({ kind: 'build.succeeded' });
  await fill(`${cache}/filler`);
  await bench.edit('coffee');
  expect(await bench.build(2)).toMatchObject(full('Go’s build cache, cache'));
});

test.each([
  ['not one byte', '4k'],
  ['next to no room', '300k'],
])(
  'with %s for Go’s cache from the start that is said, and not that packages of Go are missing',
  async (_, size) => {
    await using module = await goModule({
      ...twoPackages,
      'catalog/log.go': 'package main\n\nimport _ "log"\n',
    });
    const cache = module.path('cache');
    await using _disk = await smallDisk(cache, size);
    const bench = new Bench(module, createGo({ env: { ...goEnv, GOCACHE: cache }, architecture }));
    expect(await bench.build(1)).toMatchObject(full('Go’s build cache, cache'));
    await using _larger = await smallDisk(cache, '256m');
    expect(await bench.build(1)).toMatchObject({ kind: 'build.succeeded' });
  },
);

test.each(['vet', 'test'] as const)(
  'with no room for the work files of %s, their place is said',
  async (kind) => {
    await using module = await goModule(twoPackages);
    const folder = module.path('temporary');
    await using _disk = await smallDisk(folder, '4k');
    await fill(`${folder}/filler`);
    const result = await checkPackages(
      { env: { ...goEnv, TMPDIR: folder }, architecture },
      {
        kind,
        directory: module.path('catalog'),
        folders: [module.path('catalog'), module.path('internal/price')],
        root: module.root,
        setup: plainSetup,
        signal: AbortSignal.timeout(60_000),
      },
    );
    expect(result).toMatchObject({
      errors: [
        {
          message: expect.stringMatching(
            /^no space left on device: Go’s work files, temporary \(0\.0 of 0\.0 MB free\)\nFree some space/,
          ),
        },
      ],
    });
  },
);

async function benchOn(folder: string, bench: Bench): Promise<Bench & AsyncDisposable> {
  const disk = await smallDisk(folder, '16m');
  return Object.assign(bench, { [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose]() });
}
