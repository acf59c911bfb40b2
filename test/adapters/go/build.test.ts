import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { BuildRequest } from '../../../src/adapters/go/build-request.js';
import { createGo } from '../../../src/adapters/go/go.js';
import { goEnv, goModule, type TempModule, twoPackages } from './module.js';

// The compiler shares the machine with whatever else runs there.
vi.setConfig({ testTimeout: 60_000 });

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const go = createGo({ env: goEnv, architecture });
const run = promisify(execFile);

async function request(module: TempModule, signal = AbortSignal.timeout(120_000)): Promise<BuildRequest> {
  const workDirectory = module.path('.sim/work');
  await mkdir(workDirectory, { recursive: true });
  return {
    directory: module.path('catalog'),
    output: module.path('.sim/catalog'),
    workDirectory,
    root: module.root,
    guess: undefined,
    asked: undefined,
    signal,
  };
}

async function failureOf(files: Readonly<Record<string, string>>) {
  await using module = await goModule({ ...twoPackages, ...files });
  const result = await go.build(await request(module));
  if (result.outcome !== 'failed') throw new Error(`expected a failed build, got ${result.outcome}`);
  return result.errors;
}

describe('a build', () => {
  it('makes a static binary that runs, and says how long compiler and linker took', async () => {
    await using module = await goModule(twoPackages);
    const result = await go.build(await request(module));
    expect(result).toMatchObject({
      outcome: 'built',
      phasesMs: { compile: expect.any(Number), link: expect.any(Number) },
    });
    const { stderr } = await run(module.path('.sim/catalog'));
    expect(stderr).toBe('price 3\n');
  });

  it('keeps file and line in stack traces', async () => {
    await using module = await goModule({
      'catalog/main.go': 'package main\n\nfunc main() {\n\tpanic("no")\n}\n',
    });
    expect(await go.build(await request(module))).toMatchObject({ outcome: 'built' });
    const trace = await run(module.path('.sim/catalog')).catch((error: { stderr: string }) => error.stderr);
    expect(trace).toContain(`${module.path('catalog/main.go')}:4`);
  });

  it('gives the same bytes for source that compiles to the same code', async () => {
    await using module = await goModule(twoPackages);
    const wanted = await request(module);
    await go.build(wanted);
    const before = await readFile(wanted.output);
    await module.write({
      'catalog/main.go': twoPackages['catalog/main.go'].replace('"tea"))', '"tea")) // tea'),
    });
    await go.build(wanted);
    expect((await readFile(wanted.output)).equals(before)).toBe(true);
  });

  it('ends with everything it started when it is cancelled', async () => {
    await using module = await goModule({
      ...twoPackages,
      'catalog/net.go': 'package main\n\nimport _ "net/http"\n',
    });
    const abort = new AbortController();
    const wanted = await request(module, abort.signal);
    const building = go.build(wanted);
    while ((await readdir(wanted.workDirectory)).length === 0) await nextTurn();
    abort.abort();
    expect(await building).toMatchObject({ outcome: 'cancelled' });
    expect(await commandsNaming(wanted.workDirectory)).toEqual([]);
  });
});

/** The commands of running processes that have a path among their arguments. */
async function commandsNaming(path: string): Promise<readonly string[]> {
  const { stdout } = await run('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes(path));
}

describe('a build that fails', () => {
  it('gives file, line, column, message and the source around, from the root', async () => {
    const main = twoPackages['catalog/main.go'].replace('price.Of', 'price.For');
    expect(await failureOf({ 'catalog/main.go': main })).toEqual([
      {
        file: 'catalog/main.go',
        line: 6,
        column: 25,
        message: 'undefined: price.For',
        excerpt: [
          [4, ''],
          [5, 'func main() {'],
          [6, '\tprintln("price", price.For("tea"))'],
          [7, '}'],
          [8, ''],
        ],
      },
    ]);
  });

  it('in a shared package names that package’s file', async () => {
    const errors = await failureOf({
      'internal/price/price.go': 'package price\n\nfunc Of(name string) int {}\n',
    });
    expect(errors).toMatchObject([{ file: 'internal/price/price.go', line: 3, message: 'missing return' }]);
  });

  it('gives every error, not the first alone', async () => {
    const errors = await failureOf({ 'catalog/main.go': 'package main\n\nfunc main() {\n\ta()\n\tb()\n}\n' });
    expect(errors.map(({ message }) => message)).toEqual(['undefined: a', 'undefined: b']);
  });

  it('over syntax says so', async () => {
    const errors = await failureOf({ 'catalog/main.go': 'package main\n\nfunc main() {\n' });
    expect(errors).toMatchObject([
      { file: 'catalog/main.go', line: 4, message: expect.stringContaining('EOF') },
    ]);
  });

  it('over an unused import names it', async () => {
    const errors = await failureOf({ 'catalog/main.go': 'package main\n\nimport "os"\n\nfunc main() {}\n' });
    expect(errors).toMatchObject([{ line: 3, message: '"os" imported and not used' }]);
  });

  it('over a missing module names it with the command that adds it', async () => {
    const errors = await failureOf({
      'catalog/main.go': 'package main\n\nimport _ "missing.example/thing"\n\nfunc main() {}\n',
    });
    expect(errors).toMatchObject([
      {
        file: 'catalog/main.go',
        line: 3,
        message:
          'no required module provides package missing.example/thing; to add it: go get missing.example/thing',
      },
    ]);
  });

  it('over an unknown package of the own module names it', async () => {
    const errors = await failureOf({
      'catalog/main.go': 'package main\n\nimport _ "test.example/nowhere"\n\nfunc main() {}\n',
    });
    expect(errors).toMatchObject([
      { file: 'catalog/main.go', line: 3, message: expect.stringContaining('nowhere') },
    ]);
  });

  it('over a broken go.mod points into it', async () => {
    const errors = await failureOf({ 'go.mod': 'module test.example\n\ngo 1.24\n\nrequre x\n' });
    expect(errors).toMatchObject([{ file: 'go.mod', line: 5, message: expect.stringContaining('requre') }]);
  });

  it('finds what `//line` names in the folder of the package, whatever its ending, beside other errors', async () => {
    const errors = await failureOf({
      'internal/price/price.go':
        'package price\n\nfunc Of(string) int { return one }\n\n//line price.y:2\nvar x = two\n',
      'internal/price/price.y': '%%\nx: two\n',
    });
    expect(errors).toMatchObject([
      {
        file: 'internal/price/price.y',
        line: 2,
        message: 'undefined: two',
        excerpt: [
          [1, '%%'],
          [2, 'x: two'],
          [3, ''],
        ],
      },
      { file: 'internal/price/price.go', line: 3, message: 'undefined: one' },
    ]);
  });

  it('is that of a package that is not main, at its package clause, in the words of go run', async () => {
    const errors = await failureOf({
      'catalog/main.go': '// Package catalog\n/* once was\n   main */\n\npackage catalog\n',
    });
    expect(errors).toMatchObject([
      { file: 'catalog/main.go', line: 5, message: 'package test.example/catalog is not a main package' },
    ]);
  });

  it.each(['-json', '-v', '-x', '-n'])('has its message with GOFLAGS=%s, too', async (GOFLAGS) => {
    await using module = await goModule({
      ...twoPackages,
      'catalog/main.go': 'package main\n\nconst text = first\n\nfunc main() {}\n',
    });
    const flagged = createGo({ env: { ...goEnv, GOFLAGS }, architecture });
    expect(await flagged.build(await request(module))).toMatchObject({
      outcome: 'failed',
      errors: [{ file: 'catalog/main.go', line: 3, message: 'undefined: first' }],
    });
    expect(await flagged.version()).toMatch(/^go1\./);
  });

  it('shows no control sequence of the source that Go repeats', async () => {
    const [error] = await failureOf({
      'catalog/main.go': 'package main\n\nvar x int = `\u001b[31mred`\n\nfunc main() {}\n',
    });
    expect(error?.message).toMatch(/^cannot use `\[31mred`/);
  });

  it('over a Go version that is not there says what to do', async () => {
    const [error] = await failureOf({ 'go.mod': 'module test.example\n\ngo 1.999\n' });
    expect(error?.message).toMatch(/requires go >= 1\.999.*\nInstall that Go version/);
  });

  it('of a folder that is gone says so, and blames nothing else', async () => {
    await using module = await goModule(twoPackages);
    const wanted = await request(module);
    const gone = { ...wanted, directory: '/no/such/folder' };
    expect(await go.build(gone)).toMatchObject({
      outcome: 'failed',
      errors: [{ message: '/no/such/folder: the folder is not there' }],
    });
  });

  it('over an import cycle tells the way around', async () => {
    const [error] = await failureOf({
      'internal/price/price.go':
        'package price\n\nimport _ "test.example/internal/b"\n\nfunc Of(string) int { return 1 }\n',
      'internal/b/b.go': 'package b\n\nimport _ "test.example/internal/price"\n',
    });
    expect(error?.message).toContain('import cycle');
  });
});

describe('without Go on the machine', () => {
  it('says so, with what to do', async () => {
    const none = createGo({ env: goEnv, architecture, command: 'no-such-go' });
    await expect(none.version()).rejects.toMatchObject({
      code: 'go-unavailable',
      hint: expect.stringContaining('--no-watch'),
    });
  });
});
