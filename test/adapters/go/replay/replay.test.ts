import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as passed } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { BuildRequest, BuildResult } from '../../../../src/adapters/go/build-request.js';
import { createGo } from '../../../../src/adapters/go/go.js';
import type { GoSettings } from '../../../../src/adapters/go/go-command.js';
import { goEnv, goModule, type TempModule } from '../module.js';

// The compiler shares the machine with whatever else runs there.
vi.setConfig({ testTimeout: 120_000 });

/** `main` imports all three others, `label` and `tax` import `price`. */
const shop = {
  'catalog/main.go': `package main

import (
	_ "embed"

	"test.example/internal/label"
	"test.example/internal/price"
	"test.example/internal/tax"
)

//go:embed greeting.txt
var greeting string

func main() {
	println(greeting, price.Of("tea"), label.Of("tea"), tax.Of("tea"))
}
`,
  'catalog/greeting.txt': 'hello',
  'internal/price/price.go': `package price

const perLetter = 1

//go:noinline
func Of(name string) int { return len(name) * perLetter }

func Double(name string) int { return 2 * Of(name) }
`,
  'internal/label/label.go': `package label

import "test.example/internal/price"

func Of(name string) string { return name[:price.Of(name)] }
`,
  'internal/tax/tax.go': `package tax

import "test.example/internal/price"

func Of(name string) int { return price.Double(name) / 10 }
`,
};

/** As long as nobody could say whether what was written is in what is built. */
const noticedMs = 20;

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

interface BuildOptions {
  /** What happens between the look at the source and the build. */
  readonly meanwhile?: () => Promise<void>;
  /** What happens once Go has looked at the source, before its answer is there. */
  readonly behindGo?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Builds as a controller does. */
function builder(module: TempModule, settings: Partial<GoSettings> = {}) {
  const go = createGo({ env: goEnv, architecture, ...settings });
  const never = AbortSignal.timeout(120_000);
  const directory = module.path('catalog');
  const recordedDirectory = module.path('.sim/.plan');
  const workDirectory = module.path('.sim/work');
  const output = module.path('.sim/catalog');
  const make = async (request: Partial<BuildRequest>): Promise<BuildResult> => {
    await mkdir(workDirectory, { recursive: true });
    const result = await go.build({
      directory,
      output,
      workDirectory,
      root: module.root,
      guess: undefined,
      asked: undefined,
      signal: never,
      ...request,
    });
    await rm(workDirectory, { recursive: true });
    return result;
  };
  return {
    recordedDirectory,
    workDirectory,
    async build({ meanwhile, behindGo, signal = never }: BuildOptions = {}): Promise<BuildResult> {
      const known = go.knows(directory);
      const before = await go.guess(directory);
      await meanwhile?.();
      const asked = go.ask(directory, signal).then(async (answer) => {
        await behindGo?.();
        return answer;
      });
      const guess = known ? before : (await asked).source;
      return make({ guess, asked, recordedDirectory, signal });
    },
    /** Whether `go build` by itself makes the same bytes. */
    async agrees(): Promise<boolean> {
      const plain = module.path('.sim/plain');
      expect(await make({ output: plain })).toMatchObject({ outcome: 'built' });
      const [ours, theirs] = await Promise.all([readFile(output), readFile(plain)]);
      return ours.equals(theirs);
    },
  };
}

async function edit(module: TempModule, file: keyof typeof shop, from: string, to: string): Promise<void> {
  const text = await readFile(module.path(file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  await module.write({ [file]: text.replace(from, to) });
}

/** A module after builds that compiled each of its packages. */
async function builtShop(settings: Partial<GoSettings> = {}) {
  const module = await goModule(shop);
  const made = builder(module, settings);
  await made.build();
  // What Go compiles besides, it has in its cache by now.
  await edit(module, 'internal/price/price.go', '= 1', '= 2');
  await edit(module, 'internal/label/label.go', 'name[:', '"a " + name[:');
  await edit(module, 'internal/tax/tax.go', '/ 10', '/ 20');
  await edit(module, 'catalog/main.go', 'greeting, ', 'greeting + "!", ');
  expect(await made.build()).toMatchObject({ outcome: 'built' });
  return { ...made, module, [Symbol.asyncDispose]: () => module[Symbol.asyncDispose]() };
}

describe('after a build the next one is replayed, with the bytes that `go build` would make, when', () => {
  it.each([
    ['main changes', 'catalog/main.go', '"!"', '"?"'],
    ['a body changes', 'internal/tax/tax.go', '/ 20', '/ 21'],
    ['a constant changes', 'internal/price/price.go', '= 2', '= 3'],
    ['a shared package gets a line more', 'internal/price/price.go', 'func Double', '// More.\nfunc Double'],
    [
      'a shared package exports more',
      'internal/price/price.go',
      'func Double',
      'func Half(name string) int { return Of(name) / 2 }\n\nfunc Double',
    ],
    ['a body that others inline changes', 'internal/price/price.go', '2 * Of(name)', '3 * Of(name)'],
    [
      'a type changes that others only pass on',
      'internal/price/price.go',
      'Double(name string) int {',
      'Double(name string) (n int) {',
    ],
    ['what is embedded changes', 'catalog/greeting.txt', 'hello', 'good day'],
  ] as const)('%s', async (_, file, from, to) => {
    await using made = await builtShop();
    await edit(made.module, file, from, to);
    expect(await made.build()).toMatchObject({
      outcome: 'built',
      path: 'replay',
      phasesMs: { compile: expect.any(Number), link: expect.any(Number) },
    });
    expect(await made.agrees()).toBe(true);
    // And the way back.
    await edit(made.module, file, to, from);
    expect(await made.build()).toMatchObject({ path: 'replay' });
    expect(await made.agrees()).toBe(true);
  });

  it('several packages change, and Go built in between', async () => {
    await using made = await builtShop();
    await edit(made.module, 'internal/price/price.go', '= 2', '= 4');
    await edit(made.module, 'catalog/main.go', '"!"', '"."');
    expect(await made.build()).toMatchObject({ path: 'replay' });
    await edit(made.module, 'internal/tax/tax.go', '\nimport', '\nimport _ "unsafe"\nimport');
    expect(await made.build()).not.toMatchObject({ path: 'replay' });
    // The list of packages is another one: it is known again by now.
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 30');
    await edit(made.module, 'internal/price/price.go', '= 4', '= 5');
    await made.build();
    expect(await made.agrees()).toBe(true);
    await edit(made.module, 'internal/price/price.go', '= 5', '= 6');
    await made.build();
    expect(await made.agrees()).toBe(true);
  });

  it('the build before had a new import, for which Go was asked while it built', async () => {
    await using cache = await goModule({});
    // Where it has not been compiled yet.
    await using made = await builtShop({ env: { ...goEnv, GOCACHE: cache.path('cache') } });
    await edit(made.module, 'internal/tax/tax.go', '\nimport', '\nimport _ "unicode/utf16"\nimport');
    await passed(noticedMs);
    expect(await made.build()).not.toMatchObject({ path: 'replay' });
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 22');
    expect(await made.build()).toMatchObject({ path: 'replay' });
    expect(await made.agrees()).toBe(true);
    // A package that had no part in it, and one that others inline.
    await edit(made.module, 'internal/label/label.go', '"a "', '"an "');
    await edit(made.module, 'internal/price/price.go', '2 * Of(name)', '3 * Of(name)');
    expect(await made.build()).toMatchObject({ path: 'replay' });
    expect(await made.agrees()).toBe(true);
  });

  it('another process goes on', async () => {
    await using made = await builtShop();
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 22');
    const next = builder(made.module);
    expect(await next.build()).toMatchObject({ path: 'replay' });
    expect(await next.agrees()).toBe(true);
  });
});

/** Leaves the archives in Go's cache, and how they were made nowhere. */
async function forgetRecordedBuild(made: ReturnType<typeof builder>): Promise<void> {
  expect(await made.agrees()).toBe(true);
  await rm(made.recordedDirectory, { recursive: true });
}

/** A `go` that does something else once it has built. */
async function lateWriter(path: string, after: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\ngo "$@"\ncode=$?\n[ "$1" = build ] && ${after}\nexit $code\n`, {
    mode: 0o755,
  });
  return path;
}

const byGo = { outcome: 'built', path: 'go' };
const replayed = { outcome: 'built', path: 'replay' };

describe('`go build` is asked, with the right bytes, when', () => {
  it.each([
    ['an import is added', 'internal/tax/tax.go', '\nimport', '\nimport _ "unsafe"\nimport'],
    [
      'an import goes',
      'internal/tax/tax.go',
      'import "test.example/internal/price"\n\nfunc Of(name string) int { return price.Double(name)',
      'func Of(name string) int { return len(name)',
    ],
  ] as const)('%s', async (_, file, from, to) => {
    await using made = await builtShop();
    await edit(made.module, file, from, to);
    expect(await made.build()).not.toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
  });

  it('a file is added', async () => {
    await using made = await builtShop();
    await made.module.write({ 'internal/tax/more.go': 'package tax\n\nfunc init() { println("more") }\n' });
    expect(await made.build()).not.toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
  });

  it('another file is embedded by a pattern', async () => {
    await using made = await builtShop();
    const texts =
      'import "embed"\n\n//go:embed texts\nvar texts embed.FS\n\nfunc init() { a, _ := texts.ReadFile("texts/a.txt"); println(len(a)) }\n';
    await made.module.write({
      'internal/tax/texts/a.txt': 'a',
      'internal/tax/texts.go': `package tax\n\n${texts}`,
    });
    await passed(noticedMs);
    await made.build();
    await made.module.write({ 'internal/tax/texts/a.txt': 'b' });
    expect(await made.build()).toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
    await made.module.write({ 'internal/tax/texts/b.txt': 'b' });
    expect(await made.build()).not.toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
    // One that no pattern takes in changes nothing.
    await made.module.write({ 'internal/tax/texts/.hidden': 'c' });
    await made.build();
    await made.module.write({ 'internal/tax/texts/.hidden': 'd' });
    expect(await made.build()).toMatchObject(byGo);
    expect(await made.agrees()).toBe(true);
  });

  it('what is embedded was once more and once less, all of which Go has in its cache', async () => {
    await using made = await builtShop();
    const source =
      'import "embed"\n\n//go:embed texts\nvar texts embed.FS\n\nfunc init() { println(texts.Open("texts/b.txt")) }\n';
    await made.module.write({
      'internal/tax/texts/a.txt': 'a',
      'internal/tax/texts/b.txt': 'b',
      'internal/tax/texts.go': `package tax\n\n${source}`,
    });
    await passed(noticedMs);
    await made.build();
    await rm(made.module.path('internal/tax/texts/b.txt'));
    await made.build();
    await made.module.write({ 'internal/tax/texts/b.txt': 'b' });
    await made.build();
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 36');
    await made.build();
    expect(await made.agrees()).toBe(true);
  });

  it('nobody knows how to compile a package that may embed what changed', async () => {
    await using made = await builtShop();
    await forgetRecordedBuild(made);
    await made.build();
    await edit(made.module, 'catalog/greeting.txt', 'hello', 'good day');
    expect(await made.build()).toMatchObject(byGo);
    expect(await made.agrees()).toBe(true);
  });

  it('nothing changed', async () => {
    await using made = await builtShop();
    expect(await made.build()).toMatchObject(byGo);
  });

  it('go.mod asks for another version of the language', async () => {
    await using made = await builtShop();
    await made.module.write({ 'go.mod': 'module test.example\n\ngo 1.23\n' });
    expect(await made.build()).not.toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
  });

  it('the toolchain is set up in another way', async () => {
    await using made = await builtShop();
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 23');
    const other = builder(made.module, { env: { ...goEnv, GOFLAGS: '-trimpath' } });
    expect(await other.build()).toMatchObject(byGo);
    expect(await other.agrees()).toBe(true);
  });

  it('what was compiled is no longer there', async () => {
    await using made = await builtShop();
    for (const file of await readdir(made.recordedDirectory)) {
      if (file.endsWith('.a')) await rm(join(made.recordedDirectory, file));
    }
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 24');
    expect(await made.build()).toMatchObject(byGo);
    expect(await made.agrees()).toBe(true);
    await edit(made.module, 'internal/tax/tax.go', '/ 24', '/ 25');
    expect(await made.build()).toMatchObject(replayed);
  });

  it('nobody knows how to compile the changed package', async () => {
    await using made = await builtShop();
    await forgetRecordedBuild(made);
    await made.build();
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 26');
    expect(await made.build()).toMatchObject(byGo);
    expect(await made.agrees()).toBe(true);
  });

  it('nobody knows how to compile those that import it, and only then', async () => {
    await using made = await builtShop();
    await forgetRecordedBuild(made);
    await edit(made.module, 'internal/price/price.go', '2 * Of(name) }', '2 * Of(name) } // twice');
    await made.build();
    await edit(made.module, 'internal/price/price.go', '= 2', '= 7');
    expect(await made.build()).toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
    await edit(made.module, 'internal/price/price.go', '2 * Of(name)', '4 * Of(name)');
    expect(await made.build()).toMatchObject(byGo);
    expect(await made.agrees()).toBe(true);
  });

  it('a package has assembly in it', async () => {
    await using made = await builtShop();
    await made.module.write({ 'internal/tax/none.s': '// Nothing.\n' });
    await made.build();
    for (const rate of ['/ 27', '/ 28']) {
      await edit(made.module, 'internal/tax/tax.go', rate === '/ 27' ? '/ 20' : '/ 27', rate);
      expect(await made.build()).not.toMatchObject(replayed);
      expect(await made.agrees()).toBe(true);
    }
  });
});

describe('an edit that is broken', () => {
  it('gives the errors of `go build`, and its repair is replayed', async () => {
    await using made = await builtShop();
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ "20"');
    expect(await made.build()).toMatchObject({
      outcome: 'failed',
      errors: [
        { file: 'internal/tax/tax.go', line: 5, message: expect.stringContaining('mismatched types') },
      ],
    });
    await edit(made.module, 'internal/tax/tax.go', '/ "20"', '/ 29');
    expect(await made.build()).toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
  });

  it('in what it exports names the package that no longer fits', async () => {
    await using made = await builtShop();
    await edit(made.module, 'internal/price/price.go', 'Double(name string) int', 'Double(name string) any');
    expect(await made.build()).toMatchObject({
      outcome: 'failed',
      errors: [{ file: 'internal/tax/tax.go', line: 5 }],
    });
  });
});

it('what is written while it is replayed, after Go has answered, leaves open what the binary is made from', async () => {
  await using made = await builtShop();
  await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 37');
  const built = await made.build({
    behindGo: () => edit(made.module, 'internal/tax/tax.go', '/ 37', '/ 38'),
  });
  expect(built).toMatchObject(replayed);
  expect(built).not.toHaveProperty('source');
  await edit(made.module, 'internal/tax/tax.go', '/ 38', '/ 39');
  const next = await made.build();
  expect(next).toMatchObject(replayed);
  expect(next).toHaveProperty('source');
  expect(await made.agrees()).toBe(true);
});

describe('a recorded build', () => {
  it('is not made of source that changed while it was read', async () => {
    await using made = await builtShop();
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 31');
    await made.build({ meanwhile: () => edit(made.module, 'internal/tax/tax.go', '/ 31', '/ 32') });
    await edit(made.module, 'internal/tax/tax.go', '/ 32', '/ 31');
    await made.build();
    expect(await made.agrees()).toBe(true);
  });

  it('is not made after a new import either of source that was written behind the compiler', async () => {
    await using late = await goModule({});
    const command = late.path('go');
    await using made = await builtShop({ command: await lateWriter(command, 'true') });
    await edit(made.module, 'internal/tax/tax.go', '\nimport', '\nimport _ "unsafe"\nimport');
    await passed(noticedMs);
    const file = made.module.path('internal/tax/tax.go');
    await lateWriter(command, `sed -i 's|/ 20|/ 35|' '${file}'`);
    await made.build();
    await lateWriter(command, 'true');
    await edit(made.module, 'catalog/main.go', '"!"', '"?"');
    await made.build();
    expect(await made.agrees()).toBe(true);
  });

  it('stays true when a replay is cancelled, which leaves nothing behind', async () => {
    await using made = await builtShop();
    await edit(made.module, 'internal/tax/tax.go', '/ 20', '/ 33');
    const abort = new AbortController();
    const building = made.build({ signal: abort.signal });
    while (!existsSync(join(made.workDirectory, 'replay'))) await nextTurn();
    abort.abort();
    expect(await building).toMatchObject({ outcome: 'cancelled' });
    expect(await made.build()).toMatchObject(replayed);
    expect(await made.agrees()).toBe(true);
  });

  it('keeps no archives but its own', async () => {
    await using made = await builtShop();
    const before = await readdir(made.recordedDirectory);
    for (const rate of [34, 35, 36]) {
      await edit(made.module, 'internal/tax/tax.go', `/ ${rate === 34 ? 20 : rate - 1}`, `/ ${rate}`);
      expect(await made.build()).toMatchObject(replayed);
    }
    expect(await readdir(made.recordedDirectory)).toHaveLength(before.length);
  });
});
