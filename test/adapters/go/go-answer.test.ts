import { chmod, readFile, rm } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { headLines } from '../../../src/adapters/go/file-sums.js';
import { createGo } from '../../../src/adapters/go/go.js';
import { goEnv, goModule, type TempModule, twoPackages } from './module.js';

// The compiler shares the machine with whatever else runs there.
vi.setConfig({ testTimeout: 60_000 });

const signal = () => AbortSignal.timeout(60_000);

/** The toolchain, and how often it was asked for packages. */
async function countedGo(module: TempModule) {
  const [calls, command] = [module.path('calls'), module.path('bin/go')];
  await module.write({ calls: '', 'bin/go': `#!/bin/sh\necho "$@" >>'${calls}'\nexec go "$@"\n` });
  await chmod(command, 0o755);
  return {
    go: createGo({ env: goEnv, architecture: 'amd64', command }),
    lists: async () => (await readFile(calls, 'utf8')).match(/^list /gm)?.length ?? 0,
  };
}

const toolchain = () => createGo({ env: goEnv, architecture: 'amd64' });

describe('the packages of a service', () => {
  it('are its own folder first, those of its module that it imports, and the module’s files', async () => {
    await using module = await goModule({
      ...twoPackages,
      'gateway/main.go': 'package main\n\nfunc main() {}\n',
    });
    const { list } = await toolchain().ask(module.path('catalog'), signal());
    expect(list.folders).toEqual([module.path('catalog'), module.path('internal/price')]);
    expect(list.deciding).toContain(module.path('go.mod'));
    expect(list.awaited).toContain(module.path('go.sum'));
    expect(list.problem).toBeUndefined();
  });

  it('include what they embed, as it is named', async () => {
    await using module = await goModule({
      'catalog/main.go':
        'package main\n\nimport "embed"\n\n//go:embed page.html sql/*.sql all:static\nvar files embed.FS\n\nfunc main() { _ = files }\n',
      'catalog/page.html': '<p>',
      'catalog/sql/001.sql': 'select 1',
      'catalog/static/logo.svg': '<svg/>',
    });
    const { list } = await toolchain().ask(module.path('catalog'), signal());
    for (const file of ['catalog/page.html', 'catalog/sql/*.sql', 'catalog/static']) {
      expect(list.embeds).toContain(module.path(file));
    }
  });

  it('reach into a module that is replaced by a folder', async () => {
    await using module = await goModule({
      'go.mod':
        'module test.example\n\ngo 1.24\n\nrequire lib.example v0.0.0\n\nreplace lib.example => ./lib\n',
      'catalog/main.go': 'package main\n\nimport _ "lib.example"\n\nfunc main() {}\n',
      'lib/go.mod': 'module lib.example\n\ngo 1.24\n',
      'lib/lib.go': 'package lib\n',
    });
    const { list } = await toolchain().ask(module.path('catalog'), signal());
    expect(list.folders).toContain(module.path('lib'));
    expect(list.deciding).toContain(module.path('lib/go.mod'));
  });

  it('reach into the other modules of a workspace, whose file counts too', async () => {
    await using module = await goModule({
      'go.work': 'go 1.24\n\nuse (\n\t.\n\t./lib\n)\n',
      'go.mod': 'module test.example\n\ngo 1.24\n\nrequire lib.example v0.0.0\n',
      'catalog/main.go': 'package main\n\nimport _ "lib.example"\n\nfunc main() {}\n',
      'lib/go.mod': 'module lib.example\n\ngo 1.24\n',
      'lib/lib.go': 'package lib\n',
    });
    const { list } = await toolchain().ask(module.path('catalog'), signal());
    expect(list.folders).toContain(module.path('lib'));
    expect(list.deciding).toContain(module.path('go.work'));
  });

  it('are listed anew when an import comes in, and not when a function changes', async () => {
    await using module = await goModule({ ...twoPackages, 'internal/tax/tax.go': 'package tax\n' });
    const go = toolchain();
    const { list: first } = await go.ask(module.path('catalog'), signal());
    await module.write({
      'internal/price/price.go': 'package price\n\nfunc Of(name string) int { return 7 }\n',
    });
    expect((await go.ask(module.path('catalog'), signal())).list.folders).toEqual(first.folders);
    await module.write({
      'internal/price/price.go':
        'package price\n\nimport _ "test.example/internal/tax"\n\nfunc Of(name string) int { return 7 }\n',
    });
    const { list: last } = await go.ask(module.path('catalog'), signal());
    expect(last.folders).toContain(module.path('internal/tax'));
  });

  it('are guessed as before until an import, a set of files or a module file changes', async () => {
    await using module = await goModule({ ...twoPackages, 'internal/tax/tax.go': 'package tax\n' });
    const { go, lists } = await countedGo(module);
    const catalog = module.path('catalog');
    expect(await go.guess(catalog)).toBeUndefined();
    const { source } = await go.ask(catalog, signal());
    expect(await go.guess(catalog)).toEqual(source);
    const price = 'internal/price/price.go';
    await module.write({ [price]: 'package price\n\nfunc Of(name string) int { return 7 }\n' });
    const guess = await go.guess(catalog);
    expect(guess?.words).toBe(source?.words);
    expect(guess?.sum).not.toBe(source?.sum);
    expect(await lists()).toBe(1);
    const imports = 'package price\n\nimport _ "test.example/internal/tax"\n';
    await module.write({ [price]: imports });
    expect(await go.guess(catalog)).toBeUndefined();
    await module.write({ [price]: twoPackages[price], 'internal/price/more.go': 'package price\n' });
    expect(await go.guess(catalog)).toBeUndefined();
    await rm(module.path('internal/price/more.go'));
    expect((await go.guess(catalog))?.sum).toBe(source?.sum);
    await module.write({ 'go.mod': 'module test.example\n\ngo 1.23\n' });
    expect(await go.guess(catalog)).toBeUndefined();
  });

  it('have in them what stands in for a file, by paths seen from where Go runs', async () => {
    await using module = await goModule({
      'catalog/main.go': 'package main\n\nfunc main() {}\n',
      'other/main.go': 'package main\n\nfunc main() { println() }\n',
      'overlay.json': '{"Replace": {"catalog/main.go": "other/main.go"}}',
    });
    const env = { ...goEnv, GOFLAGS: `'-overlay=${module.path('overlay.json')}'` };
    const go = createGo({ env, architecture: 'amd64' });
    const before = await go.ask(module.path('catalog'), signal());
    expect(before.list.deciding).toContain(module.path('other/main.go'));
    await module.write({ 'other/main.go': 'package main\n\nfunc main() { println(2) }\n' });
    const after = await go.ask(module.path('catalog'), signal());
    expect(after.source?.sum).not.toBe(before.source?.sum);
  });

  it('make another binary by other settings of C, of the environment or of `go env -w`', async () => {
    await using module = await goModule({
      ...twoPackages,
      'go/env': 'CGO_CFLAGS=-DA=1\n',
      'go/same': 'CGO_CFLAGS=-DA=1\nGOPROXY=off\n',
      'go/other': 'CGO_CFLAGS=-DA=2\n',
    });
    const sumWith = async (env: Readonly<Record<string, string>>) => {
      const go = createGo({ env: { ...goEnv, ...env }, architecture: 'amd64' });
      return (await go.ask(module.path('catalog'), signal())).source?.sum;
    };
    const first = await sumWith({ GOENV: module.path('go/env') });
    expect(first).toBeDefined();
    expect(await sumWith({ GOENV: module.path('go/same') })).toBe(first);
    expect(await sumWith({ GOENV: module.path('go/other') })).not.toBe(first);
    for (const [name, value] of [
      ['CGO_CFLAGS', '-DA=1 -DB'],
      ['CC', 'gcc -O1'],
    ] as const) {
      expect(await sumWith({ GOENV: module.path('go/env'), [name]: value })).not.toBe(first);
    }
  });

  it('of all services that an edit affects are asked for together, and each has its own', async () => {
    await using module = await goModule({
      ...twoPackages,
      'auth/main.go': 'package main\n\nimport _ "test.example/internal/key"\n\nfunc main() {}\n',
      'internal/key/key.go': 'package key\n\nimport _ "test.example/internal/price"\n',
      'broken/main.go': 'package main\n\nimport _ "test.example/internal/nowhere"\n\nfunc main() {}\n',
    });
    const { go, lists } = await countedGo(module);
    const services = ['catalog', 'auth', 'broken', 'gone'].map(module.path);
    const all = await Promise.all(services.map((one) => go.ask(one, signal())));
    // Whoever is late on a busy machine is asked for with the others who are.
    expect(await lists()).toBeLessThanOrEqual(2);
    const folders = (...names: readonly string[]) => names.map(module.path);
    expect(all.map(({ list }) => list.folders)).toEqual([
      folders('catalog', 'internal/price'),
      folders('auth', 'internal/key', 'internal/price'),
      folders('broken'),
      folders('gone'),
    ]);
    const broken = all.map(({ list }) => list.problem !== undefined);
    expect(broken).toEqual([false, false, true, true]);
  });

  it('known before stay watched while something cannot be loaded', async () => {
    await using module = await goModule(twoPackages);
    const go = toolchain();
    await go.ask(module.path('catalog'), signal());
    await module.write({ 'catalog/main.go': 'package main\n\nimport (\n' });
    const { list } = await go.ask(module.path('catalog'), signal());
    expect(list.folders).toContain(module.path('internal/price'));
    expect(list.problem).toBeDefined();
  });

  it('are at least the own folder where go.mod is broken or all is gone', async () => {
    await using module = await goModule({ ...twoPackages, 'go.mod': 'modle x\n' });
    const { list: broken } = await toolchain().ask(module.path('catalog'), signal());
    expect(broken.folders).toEqual([module.path('catalog')]);
    expect(broken.deciding).toContain(module.path('go.mod'));
    await rm(module.path('catalog'), { recursive: true });
    await module.write({ 'go.mod': 'module test.example\n\ngo 1.24\n' });
    const { list: gone } = await toolchain().ask(module.path('catalog'), signal());
    expect(gone.folders).toEqual([module.path('catalog')]);
  });
});

describe('the head of a file', () => {
  const file = (imports: string, body: string) => `package x\n\nimport (\n${imports})\n\n${body}`;

  it('stays the same while only declarations change', () => {
    expect(headLines(file('\t"os"\n', 'func a() {}\n'))).toBe(headLines(file('\t"os"\n', 'func b() {}\n')));
  });

  it('stays the same while only remarks change, unless cgo compiles them', () => {
    expect(headLines(`// Package x.\n${file('\t"os"\n', '')}`)).toBe(headLines(file('\t"os"\n', '')));
    const cgo = (code: string) => `package x\n\n// ${code}\nimport "C"\n`;
    expect(headLines(cgo('int a;'))).not.toBe(headLines(cgo('int b;')));
  });

  it.each([
    ['an import', file('\t"io"\n', 'func a() {}\n')],
    ['a constraint', `//go:build windows\n\n${file('\t"os"\n', 'func a() {}\n')}`],
    ['an embedded file', file('\t"os"\n', '//go:embed a.txt\nvar a string\n')],
  ])('changes with %s', (_, changed) => {
    expect(headLines(changed)).not.toBe(headLines(file('\t"os"\n', 'func a() {}\n')));
  });

  it('does not end at a declaration inside a comment', () => {
    const commented = (name: string) =>
      `/*\nfunc main does nothing.\n*/\npackage x\n\nimport "${name}"\n\nvar a int\n`;
    expect(headLines(commented('os'))).not.toBe(headLines(commented('io')));
  });
});
