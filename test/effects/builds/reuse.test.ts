import { rm, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { createGo, type Go } from '../../../src/adapters/go/go.js';
import { recoverBuilds } from '../../../src/effects/builds/recover-builds.js';
import { goEnv, goModule, type TempModule, twoPackages } from '../../adapters/go/module.js';
import { architecture, Bench } from './bench.js';

// The compiler shares the machine with whatever else runs there.
vi.setConfig({ testTimeout: 60_000 });

/** The real toolchain, which may not be asked to compile or to list any more. */
function idleGo(): Go {
  const asked = () => Promise.reject(new Error('Go was asked to do work'));
  return { ...createGo({ env: goEnv, architecture }), build: asked };
}

describe('source that was built before', () => {
  it('is not compiled again by the next controller', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    const next = new Bench(module, idleGo());
    expect(await next.build(2, { sameAs: 1 })).toMatchObject({ kind: 'build.reused', same: { number: 1 } });
    expect(next.events.map(({ kind }) => kind)).toEqual(['packages.listed', 'build.reused']);
    expect(await next.kept()).toEqual([1]);
  });

  it('is known though its files were written again', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    await utimes(module.path('catalog/main.go'), new Date(0), new Date(0));
    const next = new Bench(module, idleGo());
    expect(await next.build(2, { sameAs: 1 })).toMatchObject({ kind: 'build.reused' });
  });

  it('is known to the controller after next, though a file without code came in between', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    await module.write({ 'catalog/words.go': 'package main\n' });
    expect(await new Bench(module).build(2, { sameAs: 1 })).toMatchObject({
      kind: 'build.succeeded',
      unchanged: true,
    });
    const next = new Bench(module, idleGo());
    expect(await next.build(3, { sameAs: 1 })).toMatchObject({ kind: 'build.reused', same: { number: 1 } });
  });

  it('comes back at once when an edit is taken back', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.edit('coffee');
    await bench.build(2, { sameAs: 1 });
    await bench.edit('tea');
    expect(await bench.build(3, { sameAs: 2 })).toMatchObject({ kind: 'build.reused', same: { number: 1 } });
    expect(await bench.current()).toEqual({ build: 1, binary: '1/catalog' });
  });

  it('is known in each wording that gave the same binary', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.remark('in other words');
    await bench.build(2, { sameAs: 1 });
    const next = new Bench(module, idleGo());
    expect(await next.build(3, { sameAs: 1 })).toMatchObject({ kind: 'build.reused' });
    await bench.edit('tea');
    expect(await next.build(3, { sameAs: 1 })).toMatchObject({ kind: 'build.reused' });
  });

  it('is compiled again where somebody asks for it', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    expect(await bench.build(2, { forced: true })).toMatchObject({ kind: 'build.succeeded', current: 2 });
    expect(bench.events.findLast(({ kind }) => kind === 'build.succeeded')).toMatchObject({ path: 'go' });
  });

  it('is compiled again where the binary is no longer what was built', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await writeFile(bench.path('1/catalog'), 'half');
    expect(await bench.build(2, { sameAs: 1 })).toMatchObject({ kind: 'build.succeeded' });
  });
});

describe('source that could give another binary', () => {
  const embedding = {
    'catalog/main.go':
      'package main\n\nimport _ "embed"\n\n//go:embed text/a.txt\nvar text string\n\nfunc main() { println(text) }\n',
    'catalog/text/a.txt': 'a',
  };

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    [
      'a function of a shared package',
      twoPackages,
      { 'internal/price/price.go': 'package price\n\nfunc Of(name string) int { return 7 }\n' },
    ],
    ['a new file', twoPackages, { 'catalog/more.go': 'package main\n\nfunc init() { println(1) }\n' }],
    ['the language version', twoPackages, { 'go.mod': 'module test.example\n\ngo 1.23\n' }],
    ['an embedded file', embedding, { 'catalog/text/a.txt': 'b' }],
  ])('is compiled: %s', async (_, files, change) => {
    await using module = await goModule(files);
    const bench = new Bench(module);
    await bench.build(1);
    await module.write(change);
    expect(await bench.build(2, { sameAs: 1 })).toMatchObject({ kind: 'build.succeeded' });
  });

  it('is compiled: other settings of the toolchain', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    const other = createGo({ env: { ...goEnv, GOFLAGS: '-tags=other' }, architecture });
    expect(await new Bench(module, other).build(2, { sameAs: 1 })).toMatchObject({ kind: 'build.succeeded' });
  });

  it('is not taken for known where it changed while it was compiled', async () => {
    await using module = await goModule(twoPackages);
    const real = createGo({ env: goEnv, architecture });
    const bench: Bench = new Bench(module, {
      ...real,
      async build(request) {
        await bench.edit('coffee');
        return real.build(request);
      },
    });
    await bench.build(1);
    await bench.edit('tea');
    expect(await bench.build(2, { sameAs: 1 })).toMatchObject({ kind: 'build.succeeded' });
  });
});

describe('what another environment of the checkout has built', () => {
  const second = (module: TempModule, go: Go) => new Bench(module, go, 'second');

  it('is not compiled again', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    const bench = second(module, idleGo());
    expect(await bench.build(1)).toMatchObject({ kind: 'build.succeeded', path: 'kept', current: 1 });
    expect(await bench.current()).toEqual({ build: 1, binary: '1/catalog' });
  });

  it('is what it begins with, and is looked at afterwards', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    await rm(module.path('.sim/shop'), { recursive: true });
    const bench = second(module, idleGo());
    await recoverBuilds(bench, ['catalog'], bench.context, () => module.path('catalog'));
    expect(bench.events).toMatchObject([{ kind: 'builds.recovered', nextNumber: 2, current: 1 }]);
    expect(await bench.build(2, { sameAs: 1 })).toMatchObject({ kind: 'build.reused', same: { number: 1 } });
  });

  it('is nothing to a service of that name with source of its own', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    const bench = second(module, idleGo());
    await recoverBuilds(bench, ['catalog'], bench.context, () => module.path('elsewhere'));
    expect(bench.events).toEqual([]);
  });
});
