import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connectController } from '../../src/adapters/controller/connect.js';
import { type Part, rootFile } from '../../src/environment/root-file.js';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** The hint for an environment that went down and was last brought up from these parts. */
async function hintAfter(...parts: readonly Part[]): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), 'sim-down-'));
  folders.push(stateDir);
  if (parts.length > 0) await writeFile(join(stateDir, 'compose.yaml'), rootFile('blue', parts));
  return connectController(stateDir, 'blue').then(
    () => 'it runs',
    (error: { readonly hint: string }) => error.hint,
  );
}

function part(file: string): Part {
  return { directory: dirname(file), files: [file] };
}

function stack(name: string): Part {
  return part(join(process.cwd(), 'stacks', name, 'compose.yaml'));
}

test('of an environment that was never up, the usual up is named', async () => {
  expect(await hintAfter()).toMatch(/^bin\/sim up --name blue starts it/);
  expect(await hintAfter(stack('app'))).toMatch(/^bin\/sim up --name blue starts it/);
});

test('of one that was made of stacks, they are named', async () => {
  expect(await hintAfter(stack('postgres'), stack('redis'))).toMatch(
    /^bin\/sim up postgres redis --name blue /,
  );
});

test('of one that was made of a file, the file is named, so that nobody starts the shop in its place', async () => {
  const here = join(process.cwd(), 'test', 'compose.yaml');
  expect(await hintAfter(part(here))).toMatch(/^bin\/sim up -f test\/compose.yaml --name blue /);
  expect(await hintAfter(part('/srv/our $hop/compose.yaml'))).toMatch(
    /^bin\/sim up -f '\/srv\/our \$hop\/compose.yaml' --name blue /,
  );
});

test("another checkout's folder of stacks is no stack of ours", async () => {
  const other = await mkdtemp(join(tmpdir(), 'other-'));
  folders.push(other);
  await mkdir(join(other, 'stacks', 'app'), { recursive: true });
  const file = join(other, 'stacks', 'app', 'compose.yaml');
  expect(await hintAfter(part(file))).toContain(`bin/sim up -f ${file} --name blue`);
});
