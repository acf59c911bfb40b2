import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { childEnv } from '../fixtures/checkout.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { unique } from '../fixtures/test-run.ts';

const shared = sharedByTests();
const lines = 150;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-readers-'));
  file = join(folder, 'compose.yaml');
  const said = Array.from({ length: lines / 3 }, (_, i) => `${i} ${'x'.repeat(1000)}`).join('|');
  // The kernel lets one argument have 128 KiB.
  const chatty = { image: partImage, command: ['once', '-say', said] };
  const services = {
    ...{ first: chatty, second: chatty, third: chatty },
    broken: { image: partImage, command: ['once', '-exit', '3'], profiles: ['broken'] },
  };
  await writeFile(file, JSON.stringify({ services }));
});
afterAll(() => rm(folder, { recursive: true }));

/** `bin/sim WORDS…`, whose output nobody reads yet. */
function start(...words: readonly string[]) {
  const child = spawn(shared.checkout.sim, words, {
    cwd: shared.checkout.root,
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { stdout: child.stdout, ended: once(child, 'exit') };
}

test('a reader that comes late gets all of it', async () => {
  await using environment = new TestEnvironment(shared.checkout, unique('readers'));
  await environment.up('--file', file);
  const { stdout, ended } = start('logs', '--tail', '1000', '--name', environment.name);
  // More than a pipe holds is under way when the first of it comes.
  await once(stdout, 'readable');
  await new Promise((resolve) => setImmediate(resolve));
  expect((await text(stdout)).trim().split('\n')).toHaveLength(lines);
  expect(await ended).toEqual([0, null]);
});

test('up --wait says how it ended, though its reader has gone', async () => {
  await using environment = new TestEnvironment(shared.checkout, unique('readers-gone'));
  const words = ['up', '-d', '--wait', '--file', file, '--profile', 'broken', '--name', environment.name];
  const { stdout, ended } = start(...words);
  await once(stdout, 'readable');
  stdout.destroy();
  expect(await ended).toEqual([1, null]);
});
