import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GoElsewhere, runGo } from '../../../src/adapters/go/go-command.js';
import { chosenToolchain, goVariables } from '../../../src/adapters/go/go-variables.js';
import { SimError } from '../../../src/errors.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-elsewhere-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const answer = { stdout: 'from elsewhere', stderr: '', succeeded: true, cancelled: false };

function recorder(): GoElsewhere & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    mayServe: async (version) => version !== '1.98',
    run: async (args, { cwd, env, background = false }) => {
      asked.push({ args, cwd, env, background });
      return answer;
    },
  };
}

async function goThatSays(stderr: string, exitCode: number): Promise<string> {
  const path = join(folder, `go-${exitCode}`);
  await writeFile(path, `#!/bin/sh\necho '${stderr}' >&2\nexit ${exitCode}\n`);
  await chmod(path, 0o755);
  return path;
}

test('where there is no Go it runs elsewhere, for the same target', async () => {
  const elsewhere = recorder();
  const settings = { env: { PATH: folder }, architecture: 'arm64', command: join(folder, 'none'), elsewhere };
  expect(await runGo(settings, ['list'], { cwd: folder, env: { GOGC: 'off' } })).toBe(answer);
  // Whether C is linked is said by each build.
  const env = { GOOS: 'linux', GOARCH: 'arm64', GOGC: 'off' };
  expect(elsewhere.asked).toEqual([{ args: ['list'], cwd: folder, env, background: false }]);
});

test('what gives way to everything else does so elsewhere too', async () => {
  const elsewhere = recorder();
  const settings = { env: { PATH: folder }, architecture: 'arm64', command: join(folder, 'none'), elsewhere };
  await runGo(settings, ['vet'], { cwd: folder, background: true });
  expect(elsewhere.asked).toMatchObject([{ args: ['vet'], background: true }]);
});

test('where Go is too old for the module it runs elsewhere', async () => {
  const elsewhere = recorder();
  const said = 'go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)';
  const settings = { env: process.env, architecture: 'amd64', command: await goThatSays(said, 1), elsewhere };
  expect(await runGo(settings, ['list'], { cwd: folder })).toBe(answer);
});

test('where no other Go may be new enough nothing else is tried', async () => {
  const elsewhere = recorder();
  const said = 'go: go.mod requires go >= 1.98 (running go 1.26.8; GOTOOLCHAIN=local)';
  const settings = { env: process.env, architecture: 'amd64', command: await goThatSays(said, 1), elsewhere };
  expect(await runGo(settings, ['list'], { cwd: folder })).toMatchObject({ succeeded: false, stderr: said });
  expect(elsewhere.asked).toEqual([]);
});

test.each([
  ['too old as well', 'go: go.mod requires go >= 1.99 (running go 1.27.0; GOTOOLCHAIN=auto)'],
  ['not fetched', 'go: downloading go1.99 (linux/amd64)\ngo: download go1.99: 403 Forbidden'],
])('what Go says here comes first where the other one is %s', async (_, there) => {
  const said = 'go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)';
  const command = await goThatSays(said, 1);
  const elsewhere = { ...recorder(), run: async () => ({ ...answer, succeeded: false, stderr: there }) };
  const settings = { env: process.env, architecture: 'amd64', command, elsewhere };
  const { stderr } = await runGo(settings, ['list'], { cwd: folder });
  expect(stderr).toBe(`${said}\n\tin a container: ${there.replace('\n', '\n\t')}`);
  const refused = { ...recorder(), run: () => Promise.reject(new SimError('image-unavailable', 'no image')) };
  expect(await runGo({ ...settings, elsewhere: refused }, ['list'], { cwd: folder })).toMatchObject({
    succeeded: false,
    stderr: `${said}\n\tin a container: no image`,
  });
});

test('an error of the source that the other Go finds is the only one', async () => {
  const command = await goThatSays(
    'go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)',
    1,
  );
  const there = { ...answer, succeeded: false, stderr: 'main.go:1:1: wrong' };
  const elsewhere = { ...recorder(), run: async () => there };
  const settings = { env: process.env, architecture: 'amd64', command, elsewhere };
  expect(await runGo(settings, ['build'], { cwd: folder })).toEqual(there);
});

test('Go that ends without a word says at least how', async () => {
  const run = await runGo({ env: process.env, architecture: 'amd64', command: 'false' }, ['build']);
  expect(run.stderr).toBe('go build ended with 1 and said nothing');
});

test('a failure of any other kind is told, and nothing runs elsewhere', async () => {
  const elsewhere = recorder();
  const command = await goThatSays('main.go:1:1: wrong', 2);
  const run = await runGo({ env: process.env, architecture: 'amd64', command, elsewhere }, ['build']);
  expect(run).toMatchObject({ succeeded: false, stderr: 'main.go:1:1: wrong' });
  expect(elsewhere.asked).toEqual([]);
});

test('elsewhere gets the settings of Go that mean the same there, of which the environment wins over the file', async () => {
  await writeFile(
    join(folder, 'env'),
    'GOPRIVATE=corp.example/*\nGOPROXY=https://file\nGOTOOLCHAIN=local\nGOBIN=/x\n',
  );
  const env = {
    GOENV: join(folder, 'env'),
    GOPROXY: 'https://a=b',
    GOPATH: '/home/go',
    GOFLAGS: '',
    HOME: folder,
  };
  expect(await goVariables(env)).toEqual({ GOPRIVATE: 'corp.example/*', GOPROXY: 'https://a=b' });
  expect(await chosenToolchain(env)).toBe('local');
  expect(await chosenToolchain({ ...env, GOTOOLCHAIN: 'go1.27.0+auto' })).toBe('go1.27.0+auto');
});
