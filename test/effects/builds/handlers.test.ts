import { execFile } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { createGo, type Go } from '../../../src/adapters/go/go.js';
import { recoverBuilds } from '../../../src/effects/builds/recover-builds.js';
import { goEnv, goModule, twoPackages } from '../../adapters/go/module.js';
import { architecture, Bench } from './bench.js';

// The compiler shares the machine with whatever else runs there.
vi.setConfig({ testTimeout: 60_000 });

const run = promisify(execFile);

describe('a build', () => {
  it('becomes current, with a binary that a container’s user may run', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    expect(await bench.build(1)).toMatchObject({
      kind: 'build.succeeded',
      build: 1,
      unchanged: false,
      current: 1,
    });
    expect(bench.events.find(({ kind }) => kind !== 'packages.listed')).toMatchObject({
      kind: 'build.started',
      service: 'catalog',
      build: 1,
    });
    expect(await bench.current()).toEqual({ build: 1, binary: '1/catalog' });
    expect((await run(bench.path('1/catalog'))).stderr).toBe('price 3\n');
    for (const [file, mode] of [
      ['.', 0o755],
      ['1', 0o755],
      ['1/catalog', 0o755],
      ['current', 0o644],
    ] as const) {
      expect((await stat(bench.path(file))).mode & 0o777).toBe(mode);
    }
    expect((await readdir(bench.path('1'))).sort()).toEqual(['build.json', 'catalog']);
  });

  it('that fails says so without the secrets that a Dockerfile hands to the linker', async () => {
    await using module = await goModule(twoPackages);
    const env = { ...goEnv, GOFLAGS: '-ldflags=-H=hunter2' };
    const event = await new Bench(module, createGo({ env, architecture })).build(1);
    const message = expect.stringMatching(/headtype.*\*\*\*/);
    expect(event).toMatchObject({ kind: 'build.failed', errors: [{ file: undefined, message }] });
    expect(JSON.stringify(event)).not.toContain('hunter2');
  });

  it('with the same binary as the one that runs leaves everything as it is', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.remark('the same, in other words');
    const event = await bench.build(2, { sameAs: 1 });
    expect(event).toMatchObject({ kind: 'build.succeeded', build: 2, unchanged: true, current: 1 });
    expect(await bench.current()).toMatchObject({ build: 1 });
    expect((await readdir(bench.path('.'))).sort()).toEqual(['1', 'current']);
  });

  it('with the binary that runs takes `current` back from a newer one that was rejected', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.edit('coffee');
    await bench.build(2, { sameAs: 1 });
    await bench.remark('as it was');
    expect(await bench.build(3, { sameAs: 1 })).toMatchObject({ unchanged: true, current: 1 });
    expect(await bench.current()).toMatchObject({ build: 1 });
  });

  it('asked for by hand becomes current though its binary is the same', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    expect(await bench.build(2)).toMatchObject({ unchanged: false, current: 2 });
  });

  it('that fails leaves the old one current and nothing behind', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await module.write({ 'catalog/main.go': 'package main\n\nfunc main() {\n\tx()\n}\n' });
    expect(await bench.build(2, { sameAs: 1 })).toMatchObject({
      kind: 'build.failed',
      build: 2,
      errors: [{ file: 'catalog/main.go', line: 4, message: 'undefined: x' }],
    });
    expect(await bench.current()).toMatchObject({ build: 1 });
    expect((await readdir(bench.path('.'))).sort()).toEqual(['1', 'current']);
  });

  it('that is cancelled leaves the old one current and nothing behind', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    bench.abort.abort();
    await bench.edit('coffee');
    expect(await bench.build(2)).toMatchObject({ kind: 'build.cancelled', build: 2 });
    expect((await readdir(bench.path('.'))).sort()).toEqual(['1', 'current']);
  });

  it('keeps the last ten, and the one that runs however old it is', async () => {
    await using module = await goModule(twoPackages);
    let made = 0;
    const quick: Go = {
      ...createGo({ env: goEnv, architecture }),
      async build({ output }) {
        await writeFile(output, `binary ${made++}`);
        return { outcome: 'built', path: 'go', reason: 'made up', phasesMs: {} };
      },
    };
    const bench = new Bench(module, quick);
    for (let build = 1; build <= 13; build++) {
      await bench.edit(`tea ${build}`);
      await bench.build(build, { sameAs: 1 });
    }
    expect(await bench.kept()).toEqual([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(bench.events.at(-1)).toMatchObject({
      kind: 'builds.pruned',
      kept: [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 1],
    });
  });

  it('onto a full disk fails with what to do, and keeps the old one current', async () => {
    await using module = await goModule(twoPackages);
    await new Bench(module).build(1);
    const real = createGo({ env: goEnv, architecture });
    const full: Go = {
      ...real,
      build: () =>
        Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })),
    };
    const bench = new Bench(module, full);
    const event = await bench.build(2, { forced: true });
    expect(event).toMatchObject({
      kind: 'build.failed',
      errors: [{ message: expect.stringContaining('free some space') }],
    });
    expect(await bench.current()).toMatchObject({ build: 1 });
  });

  it('without Go on the machine fails with what to do', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module, createGo({ env: goEnv, architecture, command: 'no-such-go' }));
    expect(await bench.build(1)).toMatchObject({
      kind: 'build.failed',
      errors: [{ message: expect.stringMatching(/Go is not on the PATH.*\ninstall Go/) }],
    });
  });
});

describe('listing packages', () => {
  it('reports the folders of each service', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.list();
    expect(bench.events).toMatchObject([
      {
        kind: 'packages.listed',
        service: 'catalog',
        list: { folders: [module.path('catalog'), module.path('internal/price')] },
        by: 'question',
      },
    ]);
  });
});

describe('a swap', () => {
  it('signals the container of the service', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.swap(1);
    expect(bench.signals).toEqual(['SIGHUP to c1']);
  });

  it('to an earlier build makes that one current first', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.edit('coffee');
    await bench.build(2);
    await bench.swap(1);
    expect(await bench.current()).toEqual({ build: 1, binary: '1/catalog' });
  });

  it('that somebody chose is written down as such, and taken back by the next build', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.swap(1, true);
    expect(await bench.current()).toEqual({ build: 1, binary: '1/catalog', pinned: true });
    await bench.edit('coffee');
    await bench.build(2, { sameAs: 1 });
    expect(await bench.current()).toEqual({ build: 2, binary: '2/catalog' });
  });

  it('to a build that is gone fails with what to do, and changes nothing', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(2);
    await expect(bench.swap(1, true)).rejects.toMatchObject({
      message: 'build 1 of catalog is no longer kept',
      hint: expect.stringContaining('bin/sim builds catalog'),
    });
    expect(await bench.current()).toMatchObject({ build: 2 });
    expect(bench.signals).toEqual([]);
  });

  it('signals nobody where the container has ended', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    bench.container = undefined;
    await bench.swap(1);
    expect(bench.signals).toEqual([]);
  });
});

describe('the builds of an earlier controller', () => {
  it('are told, newest first, with the number to go on with', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(3);
    await bench.edit('coffee');
    await bench.build(4);
    bench.events.length = 0;
    await recoverBuilds(bench, ['catalog', 'gateway'], bench.context);
    expect(bench.events).toMatchObject([
      {
        kind: 'builds.recovered',
        service: 'catalog',
        nextNumber: 5,
        current: 4,
        history: [{ number: 4 }, { number: 3 }],
      },
    ]);
  });

  it('that were cut short count for nothing, and go with the next build', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await bench.edit('coffee');
    await bench.build(2);
    await writeFile(bench.path('2/build.json'), '{"number":2,');
    bench.events.length = 0;
    await recoverBuilds(bench, ['catalog'], bench.context);
    expect(bench.events).toMatchObject([{ nextNumber: 3, current: undefined, history: [{ number: 1 }] }]);
    await bench.build(3);
    expect((await readdir(bench.path('.'))).sort()).toEqual(['1', '3', 'current']);
  });

  it('do not run on where the binary is no longer what was built', async () => {
    await using module = await goModule(twoPackages);
    const bench = new Bench(module);
    await bench.build(1);
    await writeFile(bench.path('1/catalog'), 'half');
    bench.events.length = 0;
    await recoverBuilds(bench, ['catalog'], bench.context);
    expect(bench.events).toMatchObject([{ nextNumber: 2, current: undefined }]);
  });
});
