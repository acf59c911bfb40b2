import { mkdtemp, readFile, realpath, rm, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { invocation } from '../../../src/adapters/compose/arguments.js';
import { createCompose } from '../../../src/adapters/compose/compose.js';
import type { ComposeFiles } from '../../../src/adapters/compose/compose-files.js';
import { SimError } from '../../../src/errors.js';

const fake = fileURLToPath(new URL('./fake-compose.mjs', import.meta.url));
const files: ComposeFiles = {
  project: 'sim-shop',
  files: ['/a b/compose.yaml', '/a b/override.yaml'],
  projectDirectory: '/a b',
  profiles: ['debug'],
};
const composeWith = (env: NodeJS.ProcessEnv = {}, change: Partial<ComposeFiles> = {}) =>
  createCompose(
    { command: [process.execPath, fake], env: { ...process.env, ...env } },
    { ...files, ...change },
  );

async function failureOf(promise: Promise<unknown>): Promise<SimError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SimError) return error;
  throw new Error(`expected a SimError, got ${String(error)}`);
}

test('files, project, folder and profiles reach Compose as arguments of their own, spaces and all', async () => {
  const { args } = JSON.parse(await composeWith().config([]));
  expect(args).toEqual([
    ...[
      '--ansi',
      'never',
      '--progress',
      'plain',
      '--project-name',
      'sim-shop',
      '--project-directory',
      '/a b',
    ],
    ...['--file', '/a b/compose.yaml', '--file', '/a b/override.yaml', '--profile', 'debug', 'config'],
  ]);
});

test('a file that is on no disk is read from standard input, in its place', async () => {
  const said = JSON.parse(await composeWith({}, { text: 'name: x\n', files: ['/b.yaml', '-'] }).config([]));
  expect(said.input).toBe('name: x\n');
  expect(said.args.join(' ')).toContain('--file /b.yaml --file -');
});

test("the user's Compose settings never change which project or files are meant", async () => {
  const { env } = JSON.parse(
    await composeWith({ COMPOSE_FILE: 'x', COMPOSE_PROJECT_NAME: 'y', COMPOSE_PROFILES: 'z' }).config([]),
  );
  expect([env.COMPOSE_FILE, env.COMPOSE_PROJECT_NAME, env.COMPOSE_PROFILES]).toEqual([
    undefined,
    undefined,
    'z',
  ]);
});

test('services follow the subcommand, and Compose runs where it was asked for', async () => {
  const { args, cwd } = JSON.parse(await composeWith({}, { cwd: tmpdir() }).config(['api', 'db']));
  expect(args.slice(-3)).toEqual(['config', 'api', 'db']);
  expect(cwd).toBe(await realpath(tmpdir()));
});

test('env files are arguments, too', () => {
  // Node, which stands for Compose in the other tests, would take them for its own.
  const { command } = invocation(
    { command: ['docker', 'compose'], env: {} },
    { ...files, envFiles: ['/a b/team.env', '/b.env'] },
  );
  expect(command.join(' ')).toMatch(
    /^docker compose .* --env-file \/a b\/team.env --env-file \/b.env --profile debug$/,
  );
});

test('files that a variable named reach Compose by that variable, whatever parts them in the shell', async () => {
  const shell = { COMPOSE_FILE: 'x;y', COMPOSE_PATH_SEPARATOR: ';' };
  const { args, env } = JSON.parse(await composeWith(shell, { namedBy: 'variable' }).config([]));
  expect(args).not.toContain('--file');
  expect(env.COMPOSE_FILE.split(env.COMPOSE_PATH_SEPARATOR)).toEqual(files.files);
});

test("no setting of the user's has Compose remove containers of services that are not chosen", async () => {
  const { env } = JSON.parse(await composeWith({ COMPOSE_REMOVE_ORPHANS: '1' }).config([]));
  expect([env.COMPOSE_REMOVE_ORPHANS, env.COMPOSE_IGNORE_ORPHANS]).toEqual(['false', 'true']);
});

test("a failure carries the engine's words as its message and the last lines as its detail", async () => {
  const error = await failureOf(composeWith().create(['failing']));
  expect([error.code, error.message]).toEqual(['compose-failed', 'No such image: nowhere:1']);
  expect(error.detail).toContain('Container x  Stopped');
});

test('a failure without a word still says what failed', async () => {
  expect((await failureOf(composeWith().create(['silent']))).message).toBe(
    'docker compose up failed and said nothing',
  );
});

test('a command that is not there is named', async () => {
  const compose = createCompose({ command: ['/nowhere/docker-compose'], env: {} }, files);
  const error = await failureOf(compose.config([]));
  expect([error.code, error.message]).toEqual(['compose-failed', "could not run '/nowhere/docker-compose'"]);
});

test('building hands on every line of progress', async () => {
  const lines: string[] = [];
  await composeWith().build('lines', (line) => lines.push(line));
  expect(lines.sort()).toEqual(['#1 one', '#2 two']);
});

test('aborting ends the command and is told apart from a failure', async () => {
  const stop = new AbortController();
  const building = composeWith().build('endless', () => stop.abort(), stop.signal);
  expect((await failureOf(building)).code).toBe('interrupted');
});

test('what is aborted before its turn never runs', async () => {
  const error = await failureOf(composeWith().create(['failing'], {}, AbortSignal.abort()));
  expect(error.code).toBe('interrupted');
});

test('a call that makes something ends by itself, though nobody wants it any more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-compose-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const journal = join(folder, 'journal');
  const stop = new AbortController();
  const seen = watch(folder, { signal: AbortSignal.timeout(30_000) })
    [Symbol.asyncIterator]()
    .next();
  const failure = failureOf(composeWith({ JOURNAL: journal }).create(['making'], {}, stop.signal));
  await seen;
  stop.abort();
  await writeFile(`${journal}.on`, '');
  expect((await failure).code).toBe('interrupted');
  expect(await readFile(journal, 'utf8')).toBe('begins\nends\n');
});

test('calls that change networks and volumes run one after another, also after a failure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-compose-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const journal = join(folder, 'journal');
  const compose = composeWith({ JOURNAL: journal });
  await Promise.all([
    failureOf(compose.create(['failing'])),
    compose.create(['first']),
    compose.upNoDeps('second'),
  ]);
  expect((await readFile(journal, 'utf8')).trim().split('\n')).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
  ]);
});

test('a name that looks like an option is refused', async () => {
  expect(() => composeWith().create(['--help'])).toThrow("'--help' cannot be the name of a Compose service");
});

test('what follows edits is heard line by line, and gone with all it started once it is not wanted', async () => {
  const abort = new AbortController();
  const pid = Promise.withResolvers<number>();
  const watching = composeWith().watch(
    ['watched'],
    (line) => {
      const [, number] = /^pid (\d+)$/.exec(line) ?? [];
      pid.resolve(Number(number));
    },
    abort.signal,
  );
  const child = await pid.promise;
  expect(process.kill(child, 0)).toBe(true);
  abort.abort();
  await watching;
  expect(() => process.kill(child, 0)).toThrow('ESRCH');
});

test('what follows edits and ends by itself says why', async () => {
  const failure = await failureOf(composeWith().watch(['failing'], () => {}, new AbortController().signal));
  expect(failure).toMatchObject({
    code: 'compose-failed',
    message: expect.stringContaining('No such image'),
  });
});
