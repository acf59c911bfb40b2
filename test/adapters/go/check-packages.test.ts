import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plainSetup } from '../../../src/adapters/go/build-setup.js';
import { checkPackages } from '../../../src/adapters/go/check-packages.js';
import type { CheckKind } from '../../../src/state/checks/checks.js';
import { goEnv, goModule } from './module.js';

const files = {
  'go.mod': 'module shop\n\ngo 1.26\n',
  'catalog/main.go': 'package main\n\nimport "shop/tea"\n\nfunc main() { println(tea.Price(1)) }\n',
  'tea/tea.go': 'package tea\n\n// Price of so many.\nfunc Price(count int) int { return 2 * count }\n',
  'tea/tea_test.go':
    'package tea\n\nimport "testing"\n\nfunc TestPrice(t *testing.T) {\n\tt.Run("one", func(t *testing.T) {\n\t\tif got := Price(1); got != 2 {\n\t\t\tt.Errorf("one costs %d", got)\n\t\t}\n\t})\n}\n',
};

async function check(
  kind: CheckKind,
  changes: Readonly<Record<string, string>> = {},
  signal = new AbortController().signal,
  env = goEnv,
) {
  await using module = await goModule({ ...files, ...changes });
  const folders = ['catalog', 'tea', 'milk'].map(module.path).filter(existsSync);
  return await checkPackages(
    { env, architecture: process.arch === 'x64' ? 'amd64' : process.arch },
    { kind, directory: module.path('catalog'), folders, root: module.root, setup: plainSetup, signal },
  );
}

const fine = { outcome: 'done', errors: [] };

// The first ones compile what tests need of Go's own.
describe('checks of packages', { timeout: 60_000 }, () => {
  it('say nothing where all is well', async () => {
    expect([await check('vet'), await check('test')]).toEqual([fine, fine]);
  });

  it('name the place of what vet finds, with the source around', async () => {
    const source = 'package tea\n\nimport "fmt"\n\nfunc Price(n int) int { fmt.Printf("%s", n); return n }\n';
    expect(await check('vet', { 'tea/tea.go': source })).toMatchObject({
      errors: [{ file: 'tea/tea.go', line: 5, message: expect.stringContaining('Printf format %s') }],
    });
  });

  it('name the test that fails and where, and not the test around it as well', async () => {
    const source = 'package tea\n\nfunc Price(count int) int { return 3 * count }\n';
    const result = await check('test', { 'tea/tea.go': source });
    expect(result).toMatchObject({
      errors: [{ file: 'tea/tea_test.go', line: 8, message: 'TestPrice/one: one costs 3' }],
    });
    expect('errors' in result && result.errors[0]?.excerpt.length).toBeGreaterThan(3);
  });

  it('name a panic by its own frame', async () => {
    const source = 'package tea\n\nfunc Price(count int) int {\n\treturn 4 / (count - 1)\n}\n';
    expect(await check('test', { 'tea/tea.go': source })).toMatchObject({
      errors: [{ file: 'tea/tea.go', line: 4, message: expect.stringContaining('integer divide by zero') }],
    });
  });

  it('name the compiler’s complaint about a test', async () => {
    const test = 'package tea\n\nimport "testing"\n\nfunc TestPrice(t *testing.T) { Cost() }\n';
    expect(await check('test', { 'tea/tea_test.go': test })).toMatchObject({
      errors: [{ file: 'tea/tea_test.go', line: 5, message: 'undefined: Cost' }],
    });
  });

  it('find the same where GOFLAGS has vet tell it as JSON', async () => {
    const source = 'package tea\n\nfunc Price(n int) int { n = n; return n }\n';
    const env = { ...goEnv, GOFLAGS: '-json' };
    expect(await check('vet', { 'tea/tea.go': source }, undefined, env)).toMatchObject({
      errors: [{ file: 'tea/tea.go', line: 3, message: expect.stringContaining('self-assignment of n') }],
    });
  });

  it('tell what can not be compiled, every test that fails with all that it says, and what fails outside of any', async () => {
    const test = (body: string) => `import "testing"\n\nfunc TestIt(t *testing.T) { ${body} }\n`;
    const result = await check('test', {
      'catalog/main_test.go': `package main\n\n${test('Cost()')}`,
      'tea/tea_test.go': `package tea\n\n${test('t.Error("one\\ntwo"); t.Error("three")')}\nfunc TestOther(t *testing.T) { t.Error("") }\n`,
      'milk/milk_test.go': `package milk\n\nimport "os"\n${test('')}\nfunc TestMain(m *testing.M) { println("no database"); os.Exit(3) }\n`,
    });
    const errors = 'errors' in result ? result.errors : [];
    expect(errors.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['catalog/main_test.go', 5, 'undefined: Cost'],
      ['tea/tea_test.go', 5, 'TestIt: one\ntwo\ntea/tea_test.go:5: three'],
      ['tea/tea_test.go', 7, 'TestOther: failed'],
      [undefined, undefined, 'shop/milk: no database'],
    ]);
  });

  it('end with the edit that makes them void', async () => {
    const endless = 'package tea\n\nfunc Price(int) int { for {} }\n';
    const abort = new AbortController();
    const result = check('test', { 'tea/tea.go': endless }, abort.signal);
    abort.abort();
    expect(await result).toEqual({ outcome: 'cancelled' });
  });
});
