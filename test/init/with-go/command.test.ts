import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.js';
import { contextOf } from '../../cli/typed.js';
import { root } from '../../house/sources.js';
import { fixture, goAlone, repositoryWith } from './fixtures.js';

/** Runs `sim init WORDS…`, at a terminal where somebody answers. */
async function init(words: readonly string[], answer?: string, path = process.env.PATH) {
  const [output, context] = contextOf('');
  const env = { ...(await goAlone()), PATH: path };
  const { stdin, stderr } = context;
  if (answer !== undefined) {
    Object.assign(stdin, { isTTY: true });
    Object.assign(stderr, { isTTY: true });
    // It is one, see `contextOf`.
    (stdin as unknown as PassThrough).write(`${answer}\n`);
  }
  let code = -1;
  const program = createProgram({ ...context, root, env }, (ended) => {
    code = ended;
  });
  const error = await program.parseAsync(['node', 'sim', 'init', ...words]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { code, error, stdout: output.join('') };
}

const read = (folder: string, file: string) => readFile(join(folder, file), 'utf8').catch(() => undefined);

test('the new file is shown as a diff, and written where that is agreed to', async () => {
  const folder = await fixture('single-main');
  const { code, stdout } = await init([folder], 'y');
  expect(code).toBe(0);
  const text = await read(folder, 'compose.yaml');
  const lines = text?.trimEnd().split('\n') ?? [];
  expect(stdout).toContain('+ greeter          this folder: net/http on 3000\n');
  expect(stdout).toContain(lines.map((line) => `+${line}\n`).join(''));
  expect(stdout).toMatch(/Write .*compose\.yaml\? \[y\/N\]/);
  expect(stdout).toMatch(/wrote .*compose\.yaml; bin\/sim up .*brings it up\n$/);
});

test.each(['n', ''])("whoever answers '%s' gets nothing written, and 1", async (answer) => {
  const folder = await fixture('single-main');
  const { code, stdout } = await init([folder], answer);
  expect([code, await read(folder, 'compose.yaml')]).toEqual([1, undefined]);
  expect(stdout).toMatch(/nothing was written\n$/);
});

test('without a terminal it is shown, not written, and how it would be', async () => {
  const folder = await fixture('single-main');
  const { error, stdout } = await init([folder]);
  expect(error).toMatchObject({ code: 'usage', hint: 'bin/sim init --yes writes it' });
  expect(stdout).toContain('+services:\n');
  expect(await read(folder, 'compose.yaml')).toBeUndefined();
});

test('--json is all of it for programs, and writes only with --yes', async () => {
  const folder = await fixture('two-modules');
  const { code, stdout } = await init([folder, '--json']);
  expect(code).toBe(0);
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({
    ...{ schema: 1, written: false },
    services: [
      {
        name: 'api',
        folder: 'api',
        needs: ['redis'],
        listens: [{ port: 8080, published: 8080, guessed: false }],
      },
      { name: 'web', folder: 'web/cmd/web', listens: [{ port: 8080, published: 8081 }] },
    ],
    servers: [{ name: 'redis', kind: 'redis' }],
    leftOut: [{ folder: 'web/examples/client' }],
  });
  expect(await read(folder, 'compose.yaml')).toBeUndefined();
  expect(JSON.parse((await init([folder, '--json', '--yes'])).stdout).written).toBe(true);
  expect(await read(folder, 'compose.yaml')).toBe(found.text);
});

test('a Compose file that is there stays as it is: what it lacks comes into an override beside it', async () => {
  const folder = await fixture('several-mains');
  const own =
    'services:\n  web: {build: {context: ., dockerfile: cmd/api/Dockerfile}}\n  db: {image: postgres}\n';
  await writeFile(join(folder, 'docker-compose.yml'), own);
  const { code, stdout } = await init([folder, '--yes']);
  expect(code).toBe(0);
  expect(await read(folder, 'docker-compose.yml')).toBe(own);
  const override = await read(folder, 'docker-compose.override.yml');
  expect(override).toMatch(
    /^services:\n {2}web:\n {4}x-sim:\n {6}go: \.\/cmd\/api .*\n {6}port: 8081 .*\n$/m,
  );
  expect(stdout).toContain('! no service of docker-compose.yml is made from ./cmd/admin\n');
  // Another time there is nothing to add, and that is no failure.
  expect(await init([folder, '--yes'])).toMatchObject({ code: 0, error: undefined });
  expect(await read(folder, 'docker-compose.override.yml')).toBe(override);
});

test('nothing that is there is changed, and another file is written where it is named', async () => {
  const folder = await fixture('several-mains');
  await writeFile(join(folder, 'compose.yaml'), 'services: {}\n');
  const { error } = await init([folder, '--yes', '-f', join(folder, 'compose.yaml')]);
  expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining('is there already') });
  const nowhere = await init([folder, '--yes', '-f', join(folder, 'none', 'sim.yaml')]);
  expect(nowhere.error).toMatchObject({ code: 'failed', hint: '-f names a file in another folder.' });
  expect((await init([folder, '--yes', '-f', join(folder, 'cmd', 'sim.yaml')])).code).toBe(0);
  expect(await read(folder, 'compose.yaml')).toBe('services: {}\n');
  // Paths in a Compose file are relative to it.
  expect(await read(folder, 'cmd/sim.yaml')).toContain('go: ../cmd/api ');
});

const noService = { 'go.mod': 'module example.com/tool\n', 'main.go': 'package main\n\nfunc main() {}\n' };

test.each<[string, Readonly<Record<string, string>>, string, string | undefined]>([
  ['no module', { 'main.go': 'package main\n' }, 'there is no Go program', undefined],
  ['an empty module', { 'go.mod': 'module example.com/tool\n' }, 'there is no Go program', undefined],
  ['no service', noService, 'listens anywhere', expect.stringContaining('.: listens nowhere')],
  [
    'source that Go refuses',
    { ...noService, 'main.go': 'package main\n\nfunc main() {\n' },
    'listens anywhere',
    expect.stringContaining('main.go:3:15'),
  ],
])('%s is told', async (_, files, message, detail) => {
  const { error } = await init([await repositoryWith(files), '--yes']);
  expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(message), detail });
});

test('without Go that is said, and what to do', async () => {
  const { error } = await init([await fixture('single-main'), '--yes'], undefined, '/nowhere');
  expect(error).toMatchObject({
    code: 'failed',
    message: expect.stringContaining('there is no Go on this machine'),
  });
});
