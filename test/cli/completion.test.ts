import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { readHere } from '../../src/inputs/declaration/here.js';
import { contextOf } from './typed.js';

/** What a command prints by the console, as completions do. */
async function printed(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = process.cwd(),
): Promise<string> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const argv = process.argv;
  process.argv = ['node', 'sim', ...words];
  try {
    const [, context] = contextOf('');
    const here = readHere(cwd, env, process.cwd());
    await createProgram({ ...context, env, here }, () => undefined).parseAsync(process.argv);
  } finally {
    process.argv = argv;
    log.mockRestore();
  }
  return lines.join('\n');
}

/** A bash that has read nothing, beside a `sim` that answers with the words that it was asked about. */
async function bareBash(script: string) {
  const folder = await mkdtemp(join(tmpdir(), 'sim-completion-'));
  const sim = join(folder, 'sim');
  await writeFile(
    sim,
    `#!/bin/sh\nshift 2; printf 'asked:%s\\n' "$(IFS=+; echo "$*")" >>'${folder}/asked'\necho postgres; echo :4\n`,
  );
  await chmod(sim, 0o755);
  await writeFile(join(folder, 'script'), script);
  const shell = spawn('bash', ['--norc', '--noprofile', '-i'], {
    ...{ name: 'dumb', cols: 200, rows: 40, cwd: folder },
    env: { PATH: `${folder}${delimiter}${process.env.PATH}`, PS1: '$ ', HISTFILE: '', INPUTRC: '/dev/null' },
  });
  let screen = '';
  const looks = new Set<() => void>();
  shell.onData((data) => {
    screen += data;
    for (const look of [...looks]) look();
  });
  return {
    type: (keys: string) => shell.write(keys),
    /** What came since the last time up to this, as soon as it has come. */
    until: (end: string) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const at = screen.indexOf(end);
          if (at < 0) return;
          looks.delete(look);
          // What came behind it, perhaps in the same piece, is for the next one.
          const seen = at + end.length;
          resolve(screen.slice(0, seen));
          screen = screen.slice(seen);
        };
        looks.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => shell.onExit(resolve));
      shell.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('the script for bash works in a shell without the bash-completion package, also when it is read twice', async () => {
  await using bash = await bareBash(await printed(['completion', 'bash']));
  await bash.until('$ ');
  bash.type('. ./script; . ./script; echo read $?\r');
  expect(await bash.until('read 0\r\n')).not.toMatch(/not found|readonly/);
  await bash.until('$ ');
  bash.type('sim up po\t');
  expect(await bash.until('sim up postgres ')).not.toContain('not found');
  // Ctrl-U takes the line back. A Ctrl-C is a signal, which bash may miss while it ends a completion.
  bash.type('\u0015./sim logs --name=blue --since=10:00 po\t');
  await bash.until('postgres ');
  bash.type('\u0015cat asked\r');
  expect(await bash.until('10:00+po\r\n')).toContain(
    'asked:up+po\r\nasked:logs+--name=blue+--since=10:00+po\r\n',
  );
});

test('stacks complete up, and the services of the environment that is named complete what asks for one', async () => {
  expect((await printed(['complete', '--', 'up', 'post'])).split('\n')).toEqual(['postgres\t', ':4']);
  const stateRoot = await mkdtemp(join(tmpdir(), 'sim-states-'));
  await mkdir(join(stateRoot, 'blue'));
  await writeFile(
    join(stateRoot, 'blue', 'override.yaml'),
    'services:\n  redis:\n    image: x\n  sim-agent:\n    image: x\nvolumes:\n  data: {}\n',
  );
  const env = { SIM_STATE_DIR: stateRoot };
  for (const words of [
    ['logs', '--name', 'blue', ''],
    ['logs', '--name=blue', 'redis', ''],
  ]) {
    expect((await printed(['complete', '--', ...words], env)).split('\n')).toEqual(['redis\t', ':4']);
  }
  expect(await printed(['complete', '--', 'logs', '--name', 'red', ''], env)).toBe(':4');
  await rm(stateRoot, { recursive: true });
});

test('the names of schemas complete schema', async () => {
  const shown = await printed(['complete', '--', 'schema', 'sta']);
  expect(shown.split('\n')).toEqual(['status\tstatus --json, and a view', ':4']);
});

test('where Compose files are named, their services complete up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-named-'));
  const file = join(folder, 'compose.yaml');
  await writeFile(
    file,
    '# ours\nservices: # all\n    api:\n        image: x\n\n    "db":\n        image: y\nvolumes:\n    data: {}\n',
  );
  await writeFile(join(folder, 'more.yaml'), 'services:\n  cache: {image: z}\n  api: {tty: true}\n');
  const completed = async (words: readonly string[], env = {}, cwd = process.cwd()) =>
    (await printed(['complete', '--', 'up', ...words], env, cwd))
      .split('\n')
      .slice(0, -1)
      .map((line) => line.trim());
  expect(await completed(['-f', file, '-f', join(folder, 'more.yaml'), ''])).toEqual(['api', 'db', 'cache']);
  expect(await completed(['--file', file, 'd'])).toEqual(['db']);
  expect(await completed([''], { COMPOSE_FILE: file })).toEqual(['api', 'db']);
  // The one of the folder in which it is typed, unless the sample is asked for.
  expect(await completed([''], {}, folder)).toEqual(['api', 'db']);
  expect(await completed(['--sample', 're'], {}, folder)).toEqual(['redis']);
  expect(await completed(['-f', join(folder, 'gone.yaml'), ''])).toEqual([]);
  await rm(folder, { recursive: true });
});
