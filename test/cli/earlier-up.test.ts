import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectController } from '../../src/adapters/controller/connect.js';
import { upWordsFile } from '../../src/adapters/controller/earlier-up.js';

/** The hint for an environment that went down and was last brought up by these words. */
async function hintAfter(
  words?: unknown,
  here: { readonly meant?: string; readonly files?: unknown } = {},
): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), 'sim-down-'));
  onTestFinished(() => rm(stateDir, { recursive: true }));
  if (words !== undefined) await writeFile(upWordsFile(stateDir), JSON.stringify(words));
  const place = { meant: here.meant, files: here.files };
  return connectController({ stateDir, name: 'blue', here: place }).then(
    () => 'it runs',
    (error: { readonly hint: string }) => error.hint,
  );
}

test('of an environment that was never up, or that left what is no list of words, an up is named that cannot bring the sample under its name', async () => {
  for (const words of [undefined, 'app', [1]]) {
    expect(await hintAfter(words)).toMatch(/^bin\/sim up -f compose\.yaml --name blue starts it/);
    expect(await hintAfter(words, { files: {} })).toMatch(/^bin\/sim up --name blue starts it/);
    expect(await hintAfter(words, { meant: 'blue', files: {} })).toMatch(/^bin\/sim up starts it/);
  }
  expect(await hintAfter([])).toMatch(/^bin\/sim up --name blue starts it/);
});

test('of one that was made of stacks, they are named', async () => {
  const words = ['--sample', 'postgres', 'redis'];
  expect(await hintAfter(words)).toMatch(/^bin\/sim up postgres redis --name blue /);
  // Where a Compose file lies, these would be services of it.
  expect(await hintAfter(words, { files: {} })).toMatch(/^bin\/sim up --sample postgres redis --name blue /);
});

test('of one that was made of files, all that was named is named again, so that nobody starts the shop in its place', async () => {
  const words = [
    ...['-f', join(process.cwd(), 'test', 'compose.yaml'), '-f', '/srv/our $hop/more.yaml', '-f', '-'],
    ...['--env-file', join(process.cwd(), 'team.env'), '--profile', 'debug', 'api'],
  ];
  expect(await hintAfter(words)).toContain(
    "bin/sim up -f test/compose.yaml -f '/srv/our $hop/more.yaml' -f - --env-file team.env --profile debug api --name blue ",
  );
  expect(await hintAfter(['-f', process.cwd()])).toMatch(/^bin\/sim up -f \. --name blue /);
});
