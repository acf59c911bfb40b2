import { execFile, execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { BuildResult } from '../../../src/adapters/go/build-request.js';
import { createGo } from '../../../src/adapters/go/go.js';
import type { GoSettings } from '../../../src/adapters/go/go-command.js';
import { goEnv, goModule, type TempModule } from './module.js';

vi.setConfig({ testTimeout: 120_000 });

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const run = promisify(execFile);

const version = {
  'catalog/main.go': 'package main\n\nvar version = "unset"\n\nfunc main() { println(version) }\n',
};
const c = {
  'catalog/main.go': 'package main\n\nfunc main() { println(twice(21)) }\n',
  'catalog/c.go':
    'package main\n\n// static int twice(int n) { return n + n; }\nimport "C"\n\nfunc twice(n int) int { return int(C.twice(C.int(n))) }\n',
};
const stub = { 'catalog/stub.go': '//go:build !cgo\n\npackage main\n\nfunc twice(int) int { return -1 }\n' };
const dockerfile = {
  ...{ ldflags: undefined, tags: [], cgo: undefined, unstamped: false, leftOut: [], line: 1 },
} as const;

/** A service that is built as the effects do it: Go is asked beside the build. */
function service(module: TempModule, settings: Partial<GoSettings> = {}) {
  const go = createGo({ env: goEnv, architecture, ...settings });
  const directory = module.path('catalog');
  return {
    notes: async () => (await go.ask(directory, AbortSignal.timeout(60_000))).list.notes,
    async build(): Promise<BuildResult> {
      const workDirectory = module.path('.sim/work');
      await mkdir(workDirectory, { recursive: true });
      const signal = AbortSignal.timeout(110_000);
      return go.build({
        ...{ directory, output: module.path('.sim/catalog'), workDirectory, root: module.root, signal },
        ...{ guess: await go.guess(directory), asked: go.ask(directory, signal) },
        recordedDirectory: module.path('.sim/plans'),
      });
    },
    async says(): Promise<string> {
      const result = await this.build();
      if (result.outcome !== 'built') throw new Error(JSON.stringify(result));
      return (await run(module.path('.sim/catalog'))).stderr.trim();
    },
    async errors(): Promise<readonly string[]> {
      const result = await this.build();
      return result.outcome === 'failed' ? result.errors.map(({ message }) => message) : [];
    },
  };
}

describe('flags', () => {
  test('those of GOFLAGS, of `go env -w` and of the Dockerfile are in the binary', async () => {
    await using module = await goModule(version);
    const flag = '-ldflags=-X=main.version=1.2.3';
    expect(await service(module, { env: { ...goEnv, GOFLAGS: flag } }).says()).toBe('1.2.3');
    await module.write({ 'go.env': `GOFLAGS=${flag}4\n` });
    const written = { ...goEnv, GOFLAGS: undefined, GOENV: module.path('go.env') };
    const go = service(module, { env: written });
    expect(await go.says()).toBe('1.2.34');
    // The next one is made by the flags of then.
    await module.write({ 'go.env': `GOFLAGS='-ldflags=-X main.version=two'\n` });
    expect(await go.says()).toBe('two');
    const said = { ...dockerfile, ldflags: "-s -w -X 'main.version=of the Dockerfile'" };
    expect(await service(module, { dockerfile: said }).says()).toBe('of the Dockerfile');
  });

  test('tags of the Dockerfile count beside those of GOFLAGS', async () => {
    await using module = await goModule({
      ...version,
      'catalog/a.go': '//go:build a && b\n\npackage main\n\nfunc init() { version = "tagged" }\n',
    });
    const env = { ...goEnv, GOFLAGS: '-tags=a' };
    const go = service(module, { env, dockerfile: { ...dockerfile, tags: ['b'] } });
    expect(await go.says()).toBe('tagged');
  });

  test('a version stamp that is left out is said where the user’s source asks for it', async () => {
    await using module = await goModule({
      'catalog/main.go':
        'package main\n\nimport "runtime/debug"\n\nfunc main() { _, ok := debug.ReadBuildInfo(); println(ok) }\n',
    });
    // Whatever this machine's own settings of Go say.
    const plain = { ...goEnv, GOFLAGS: '-v' };
    expect(await service(module, { env: plain }).notes()).toEqual([]);
    await mkdir(module.path('.git'));
    expect(await service(module, { env: plain }).notes()).toEqual([
      expect.stringMatching(/^debug\.ReadBuildInfo \(catalog\/main\.go\) finds neither version nor commit/),
    ]);
    const env = { ...goEnv, GOFLAGS: '-buildvcs=false' };
    expect(await service(module, { env }).notes()).toEqual([]);
  });
});

describe('C', () => {
  const bin = join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'bin');
  /** Go is on the path, and nothing else. */
  const none = { ...goEnv, PATH: bin };

  test('where a compiler is there it is used, and the binary brings its library along', async () => {
    await using module = await goModule({ ...c, ...stub });
    expect(await service(module).says()).toBe('42');
    const headers = execFileSync('readelf', ['-l', module.path('.sim/catalog')], { encoding: 'utf8' });
    expect(headers).not.toMatch(/INTERP/);
    expect(await service(module).notes()).toEqual([]);
  });

  test('it is used from the edit on that needs it, and no longer than that', async () => {
    await using module = await goModule({
      ...c,
      'catalog/c.go': 'package main\n\nfunc twice(n int) int { return 1 }\n',
    });
    const go = service(module);
    expect(await go.says()).toBe('1');
    await module.write({ 'catalog/c.go': c['catalog/c.go'] });
    expect(await go.says()).toBe('42');
    await module.write({ 'catalog/c.go': 'package main\n\nfunc twice(n int) int { return 3 }\n' });
    expect(await go.says()).toBe('3');
  });

  test('without a compiler a service that needs it is refused, and one that can do without says what it lacks', async () => {
    await using alone = await goModule({
      'catalog/main.go': 'package main\n\nimport "C"\n\nfunc main() { println(C.int(1)) }\n',
    });
    expect(await service(alone, { env: none }).errors()).toEqual([
      expect.stringMatching(
        /^test\.example\/catalog needs C, and Go finds no C compiler here \(gcc\); install one/,
      ),
    ]);
    await using module = await goModule(c);
    const lacks =
      'built without C, with which test.example/catalog would be another: Go finds no C compiler here (gcc)';
    expect(await service(module, { env: none }).errors()).toEqual(['undefined: twice', lacks]);
    await module.write(stub);
    const go = service(module, { env: none });
    expect(await go.says()).toBe('-1');
    expect(await go.notes()).toEqual([lacks]);
  });

  test('a Dockerfile that builds without C is followed', async () => {
    await using module = await goModule({ ...c, ...stub });
    const go = service(module, { dockerfile: { ...dockerfile, cgo: '0' } });
    expect(await go.says()).toBe('-1');
    expect(await go.notes()).toEqual([]);
  });

  test('flags that need it are refused without it, in plain words', async () => {
    await using module = await goModule(version);
    const refusal = async (flags: string) =>
      (await service(module, { env: { ...none, GOFLAGS: flags } }).errors()).join('\n');
    expect(await refusal('-race')).toMatch(/^-race needs C, and Go finds no C compiler here/);
    expect(await refusal('-buildmode=pie')).toMatch(/^-buildmode=pie needs C to be linked for an image/);
    expect(await refusal('-buildmode=plugin')).toBe('-buildmode=plugin makes no program that could run');
  });
});
