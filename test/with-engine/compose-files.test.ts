import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { execa } from 'execa';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type NamingWords, namedByUp } from '../../src/cli/named-by-up.js';
import { runCommand } from '../../src/engine/commands.js';
import { enginePrefix } from '../../src/engine/prefix.js';
import { findTools } from '../../src/engine/tools.js';
import { readComposeOutput } from '../../src/environment/compose-output.js';
import { type ComposeProject, composeProject } from '../../src/environment/compose-project.js';
import { SimError } from '../../src/errors.js';
import { readHere } from '../../src/inputs/declaration/here.js';
import { loadEnvironment } from '../../src/inputs/declaration/load-environment.js';
import type { Declaration } from '../../src/runtime/compose/declaration.js';
import { composeOf, writeComposeFiles } from '../../src/runtime/compose/write-compose-files.js';

/** What is typed and where. */
interface Typed {
  readonly words?: Partial<NamingWords>;
  readonly env?: Readonly<Record<string, string>>;
  /** Below the folder of the project. */
  readonly cwd?: string;
  readonly input?: string;
}
type Files = Readonly<Record<string, string>>;

let command: readonly string[];

beforeAll(async () => {
  const search = await findTools(runCommand, process.env, enginePrefix(process.env));
  if (search.state !== 'found') throw new Error('Compose is missing here: bin/sim doctor says how to get it');
  command = search.tools.composeCommand;
});

async function folderWith(files: Files): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sim as compose ')));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const shell = (root: string, { env, cwd = '.' }: Typed) => ({
  ...{ PATH: process.env.PATH ?? '', HOME: root, PWD: join(root, cwd) },
  ...env,
});

const silent: NamingWords = { names: [], files: [], envFiles: [], profiles: [], sample: false };

/** What Sim makes of it. */
async function bySim(root: string, typed: Typed): Promise<Declaration> {
  const stream = new PassThrough();
  stream.end(typed.input ?? '');
  // Only what every stream has is used of the process's own.
  const stdin = stream as unknown as NodeJS.ReadStream;
  const words = { ...silent, ...typed.words };
  const env = shell(root, typed);
  const cwd = join(root, typed.cwd ?? '.');
  const name = 'as-compose';
  return loadEnvironment({
    ...(await namedByUp({ env, stdin, here: readHere(cwd, env, '/nowhere') }, words, cwd)),
    ...{ name, root, stateDir: join(root, '.sim', name), watch: true, imageMode: 'auto' },
    ...{ compose: { command, env }, heldPorts: [] },
  });
}

/** What Compose itself makes of the same words and variables. */
async function byCompose(root: string, typed: Typed, more: readonly string[] = []): Promise<ComposeProject> {
  const { names = [], files = [], envFiles = [], profiles = [] } = typed.words ?? {};
  const [program = '', ...first] = command;
  const { stdout } = await execa(
    program,
    [
      ...[...first, '--project-name', 'sim-as-compose'],
      ...files.flatMap((file) => ['-f', file]),
      ...envFiles.flatMap((file) => ['--env-file', file]),
      ...profiles.flatMap((profile) => ['--profile', profile]),
      ...['config', ...more, ...names],
    ],
    {
      cwd: join(root, typed.cwd ?? '.'),
      env: shell(root, typed),
      extendEnv: false,
      input: typed.input ?? '',
    },
  );
  return composeProject(readComposeOutput(stdout));
}

const base = `services:
  a:
    image: x
    environment: {GREETING: "\${GREETING:-none}", HERE: "\${PWD}"}
    env_file: [a.env]
    volumes: ["./data:/data"]
`;
const files: Files = {
  'base/compose.yaml': base,
  'base/a.env': 'FROM_FILE=1\n',
  'base/data/keep': '',
  'base/b/Dockerfile': 'FROM scratch\n',
  'base/b.env': 'FROM_B=1\n',
  'more/more.yaml': `services:
  a: {environment: {MORE: "1"}, env_file: [b.env]}
  b: {build: ./b, volumes: ["./b:/b:ro"]}
`,
  'third.yaml': `services:
  a: {environment: !override {ONLY: "1"}, volumes: !reset null}
  c: {image: y, profiles: [debug], depends_on: [d]}
  d: {image: y, profiles: [debug]}
`,
  'team.env': 'GREETING=team\nCOMPOSE_PROFILES=debug\n',
  'late.env': 'GREETING=late\n',
  'shop/compose.yaml': base,
  'shop/a.env': '',
  'shop/compose.override.yaml': 'services: {a: {environment: {MODE: override}}}\n',
  'shop/.env': 'GREETING=dot\n',
  'shop/sub/.env': 'GREETING=sub\nCOMPOSE_PROFILES=debug\n',
  'parted/.env': 'COMPOSE_FILE=one.yaml;two.yaml\nCOMPOSE_PATH_SEPARATOR=;\nCOMPOSE_PROFILES=debug\n',
  'parted/one.yaml': 'services: {a: {image: x}}\n',
  'parted/two.yaml': 'services: {a: {labels: {two: "2"}}, c: {image: y, profiles: [debug]}}\n',
  'including/compose.yaml':
    'include: [../base/compose.yaml]\nservices: {z: {extends: {file: ../third.yaml, service: d}}}\n',
  'including/more.yaml': 'services: {a: {labels: {more: "1"}}, z: {profiles: !reset []}}\n',
  'variable.yaml': `services: {a: {image: x, configs: [motd], secrets: [key]}}
configs: {motd: {environment: MOTD}}
secrets: {key: {environment: KEY}}
`,
  'named.yaml': `name: their-own\nservices: {a: {image: x, labels: {project: "\${COMPOSE_PROJECT_NAME}"}}}\n`,
};
const two = ['base/compose.yaml', 'more/more.yaml'];
const three = [...two, 'third.yaml'];

test.each<[string, Typed]>([
  ['two files, the second in another folder', { words: { files: two } }],
  ['three files with !override and !reset', { words: { files: three } }],
  ['the same file twice', { words: { files: ['base/compose.yaml', 'base/compose.yaml'] } }],
  ['a file alone, beside an override', { words: { files: ['shop/compose.yaml'] } }],
  ['files from another folder', { words: { files: ['../base/compose.yaml', 'more.yaml'] }, cwd: 'more' }],
  ['a service, with its dependencies and profile', { words: { files: three, names: ['c'] } }],
  ['two services', { words: { files: three, names: ['b', 'c'] } }],
  ['a profile', { words: { files: three, profiles: ['debug'] } }],
  ['COMPOSE_PROFILES', { words: { files: three }, env: { COMPOSE_PROFILES: 'debug' } }],
  ['env files, the later one counts', { words: { files: two, envFiles: ['team.env', 'late.env'] } }],
  ['an env file that enables a profile', { words: { files: three, envFiles: ['team.env'] } }],
  ['COMPOSE_ENV_FILES', { words: { files: two }, env: { COMPOSE_ENV_FILES: 'late.env,team.env' } }],
  ['the .env of the project', { words: { files: ['shop/compose.yaml'] } }],
  ['no .env', { words: { files: ['shop/compose.yaml'] }, env: { COMPOSE_DISABLE_ENV_FILE: 'true' } }],
  ['an env file in place of .env', { words: { files: ['shop/compose.yaml'], envFiles: ['late.env'] } }],
  ['COMPOSE_FILE', { env: { COMPOSE_FILE: three.join(':') } }],
  ['COMPOSE_FILE and services', { words: { names: ['c'] }, env: { COMPOSE_FILE: three.join(':') } }],
  [
    'COMPOSE_FILE beside a .env of the working folder',
    { env: { COMPOSE_FILE: '../base/compose.yaml' }, cwd: 'shop' },
  ],
  ['COMPOSE_PATH_SEPARATOR', { env: { COMPOSE_FILE: two.join('%'), COMPOSE_PATH_SEPARATOR: '%' } }],
  ['-f before COMPOSE_FILE', { words: { files: two }, env: { COMPOSE_FILE: 'third.yaml' } }],
  ['standard input', { words: { files: ['-'] }, input: base.replace('a.env', 'base/a.env') }],
  [
    'standard input over a file',
    { words: { files: ['base/compose.yaml', '-'] }, input: 'services: {a: {tty: true}}\n' },
  ],
  [
    'what a file includes and extends',
    { words: { files: ['including/compose.yaml', 'including/more.yaml'] } },
  ],
  [
    'a config and a secret from variables',
    { words: { files: ['variable.yaml'] }, env: { MOTD: 'hello', KEY: 'k' } },
  ],
  ['the file of the folder', { cwd: 'shop' }],
  ['the file above, with the .env here and there', { cwd: 'shop/sub' }],
  ['the file above, and a service', { cwd: 'shop/sub', words: { names: ['a'] } }],
  ['the files that the .env of the folder names', { cwd: 'parted' }],
  ["a project's own name", { words: { files: ['named.yaml'] }, env: { COMPOSE_PROJECT_NAME: 'other' } }],
])('%s: as Compose resolves it', async (_, typed) => {
  const root = await folderWith(files);
  const declaration = await bySim(root, typed);
  expect(declaration.project).toEqual(await byCompose(root, typed));
});

test('a folder is what Compose reads there: its override, or what its .env names', async () => {
  const root = await folderWith(files);
  for (const folder of ['shop', 'parted']) {
    const env = { PWD: join(root, folder) };
    const ours = await bySim(root, { words: { files: ['.'] }, cwd: folder, env });
    expect(ours.project).toEqual(await byCompose(root, { cwd: folder, env }));
    expect(ours.environment.stacks).toEqual([folder]);
  }
});

test.each<[string, Typed]>([
  ['several files', { words: { files: three, names: ['c', 'a'] } }],
  ['COMPOSE_FILE', { env: { COMPOSE_FILE: three.join(':'), COMPOSE_PROFILES: 'debug' } }],
  ['standard input', { words: { files: ['-'] }, input: base.replace('a.env', 'base/a.env') }],
  ['what a file includes', { words: { files: ['including/compose.yaml', 'including/more.yaml'] } }],
])('the overrides come last, and change nothing else: %s', async (_, typed) => {
  const root = await folderWith(files);
  const declaration = await bySim(root, typed);
  await writeComposeFiles(declaration, {});
  const compose = composeOf({ command, env: shell(root, typed) }, declaration);
  const all = composeProject(readComposeOutput(await compose.config(typed.words?.names ?? [])));
  for (const [name, service] of Object.entries(declaration.project.services)) {
    const { labels: _labels, ...theirs } = all.services[name] ?? {};
    const { labels: _none, ...own } = service;
    expect(theirs).toEqual(own);
  }
});

test.each<[string, Files, Typed]>([
  ['its folder', { 'My Shop_2/compose.yaml': base, 'My Shop_2/a.env': '' }, { cwd: 'My Shop_2' }],
  ['its name', { 'in/compose.yaml': 'name: my_shop # ours\nservices: {a: {image: x}}\n' }, { cwd: 'in' }],
  [
    'a variable in its name',
    { 'compose.yaml': `name: "$\{TEAM:-x}-shop"\nservices: {a: {image: x}}\n`, '.env': 'TEAM=blue\n' },
    {},
  ],
  [
    'the name of its override',
    {
      'compose.yaml': 'name: one\nservices: {a: {image: x}}\n',
      'compose.override.yaml': "'name': 'two'\n",
    },
    {},
  ],
  [
    'the .env of the folder above',
    { 'compose.yaml': 'services: {a: {image: x}}\n', '.env': 'COMPOSE_PROJECT_NAME=dot\n', 'sub/x': '' },
    { cwd: 'sub' },
  ],
])('the environment is named as Compose names the project: %s', async (_, written, typed) => {
  const root = await folderWith(written);
  const cwd = join(root, typed.cwd ?? '.');
  const [program = '', ...first] = command;
  const env = shell(root, typed);
  const { stdout } = await execa(program, [...first, 'config'], { cwd, env, extendEnv: false });
  const project = composeProject(readComposeOutput(stdout)).name;
  expect(readHere(cwd, env, '/nowhere').name).toBe(project.replaceAll('_', '-'));
});

const goOnly: Files = {
  'front/main.go': 'package main\n',
  'back/main.go': 'package main\n',
  'alone.yaml': `services:
  front: {x-sim: {go: ./front}, expose: ["9000"], depends_on: [back]}
  back: {x-sim: {go: ./back}, expose: ["1"]}
  db: {image: x}
  late: {x-sim: {go: ./back}, profiles: [debug]}
`,
  'base.yaml': 'services: {base: {x-sim: {go: ./back}, environment: {A: "1"}}}\n',
  'extending.yaml': `include: [alone.yaml]
services:
  more: {extends: {file: base.yaml, service: base}, depends_on: [front]}
`,
  'lost.yaml': 'services:\n  front: {x-sim: {go: ./front}}\n  lost: {x-sim: {kind: tool}}\n',
};

test.each<[string, Typed]>([
  ['of one file', { words: { files: ['alone.yaml'] } }],
  ['one of them', { words: { files: ['alone.yaml'], names: ['back'] } }],
  ['one of a profile', { words: { files: ['alone.yaml'], names: ['late'] } }],
  ['of files that are included and extended', { words: { files: ['extending.yaml'] } }],
  ['on standard input', { words: { files: ['-'] }, input: goOnly['alone.yaml'] ?? '' }],
])('services that are made from Go source alone are taken as they are declared, %s', async (_, typed) => {
  const root = await folderWith(goOnly);
  const declaration = await bySim(root, typed);
  const unchecked = { ...typed, words: { ...typed.words, names: [] }, env: { COMPOSE_PROFILES: '*' } };
  const all = await byCompose(root, unchecked, ['--no-consistency']);
  for (const [name, service] of Object.entries(declaration.project.services)) {
    const { profiles: _profiles, ...declared } = all.services[name] ?? {};
    const { profiles: _none, ...own } = service;
    expect(own).toEqual(declared);
  }
  // Each later run of Compose takes them, too, also those that were not asked for.
  await writeComposeFiles(declaration, {});
  const compose = composeOf({ command, env: shell(root, typed) }, declaration);
  expect(await compose.config(typed.words?.names ?? [])).toContain('x-sim');
});

test('one that has neither an image nor a build nor Go source is refused', async () => {
  const root = await folderWith(goOnly);
  const { message, hint } = await refusal(root, { words: { files: ['lost.yaml'] } });
  expect(message).toBe('lost.yaml:3:3: service "lost" has neither an image nor a build context');
  expect(hint).toContain('docs/x-sim.md');
});

async function refusal(root: string, typed: Typed): Promise<SimError> {
  const error: unknown = await bySim(root, typed).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SimError) return error;
  throw new Error(`expected a SimError, got ${String(error)}`);
}

test('a service that no file has is a usage error that names those there are', async () => {
  const root = await folderWith(files);
  const error = await refusal(root, { words: { files: two, names: ['a', 'bb'] } });
  expect([error.code, error.message]).toEqual(['usage', "there is no service 'bb' in these files"]);
  expect(error.hint).toBe("Did you mean 'b'? The services are: a, b.");
});

test.each<[string, string, string]>([
  [
    'a key',
    'services:\n  a: {image: y, depnds_on: [b]}\n',
    "more.yaml:2:17: Compose knows no key 'depnds_on'",
  ],
  ['a kind', 'services:\n  a:\n    ports: 80\n', 'more.yaml:3:5: services.a.ports must be a'],
  ['YAML', 'services:\n  a: {image: y\n', 'more.yaml:3:1: this is not valid YAML'],
  [
    'a name',
    'services:\n  a: {networks: [back]}\n',
    'more.yaml:2:18: service "a" refers to undefined network back',
  ],
  [
    'a file',
    'services:\n  a: {env_file: [gone.env]}\n',
    'more.yaml:2:18: a file that is named here does not exist: base/gone.env',
  ],
  [
    'a variable',
    `services:\n  a: {image: "$\{TAG:?which}"}\n`,
    'more.yaml:2:7: error while interpolating services.a.image',
  ],
])('%s that is wrong in the second file is told with its place there', async (_, text, message) => {
  const root = await folderWith({ ...files, 'more.yaml': text });
  const error = await refusal(root, { words: { files: ['base/compose.yaml', 'more.yaml'] } });
  expect(error.code).toBe('invalid-environment');
  expect(error.message).toContain(message);
});

test('what is wrong on standard input is told with its line there', async () => {
  const root = await folderWith({});
  const error = await refusal(root, { words: { files: ['-'] }, input: 'services:\n  a: {imagine: x}\n' });
  expect(error.message).toBe("standard input:2:7: Compose knows no key 'imagine' in services.a");
});

const sleeping: Files = {
  'compose.yaml':
    'services: {api: {image: x}, debug: {image: x, profiles: [tools]}, more: {image: x, profiles: [tools]}}\n',
};

test.each<[string, Files, readonly string[], readonly string[], readonly string[]]>([
  ['a choice of services', files, ['a'], ['d', 'sim-agent', 'of-other-files'], ['a', 'd', 'sim-agent']],
  ['all that is enabled', sleeping, [], ['debug', 'of-other-files'], ['api', 'debug', 'sim-agent']],
])('%s takes none away that is there already', async (_, written, names, there, services) => {
  const root = await folderWith(written);
  const env = shell(root, {});
  // It is not read here.
  const stdin = new PassThrough() as unknown as NodeJS.ReadStream;
  const words = { ...silent, names, files: written === files ? three : ['compose.yaml'] };
  const here = readHere(root, env, '/nowhere');
  const { environment } = await loadEnvironment({
    ...(await namedByUp({ env, stdin, here }, words, root)),
    ...{ name: 'there', root, stateDir: join(root, '.sim/there'), watch: true, imageMode: 'auto' },
    ...{ compose: { command, env }, heldPorts: [] },
    alreadyThere: Promise.resolve(there),
  });
  expect(Object.keys(environment.services).sort()).toEqual(services);
});

test('one of a profile that is named after all were asked for is added, and one that there is not is refused', async () => {
  const root = await folderWith(sleeping);
  const env = shell(root, {});
  const load = async (alsoNamed: readonly string[]) => {
    // It is not read here.
    const stdin = new PassThrough() as unknown as NodeJS.ReadStream;
    const words = { ...silent, files: ['compose.yaml'] };
    const here = readHere(root, env, '/nowhere');
    return loadEnvironment({
      ...(await namedByUp({ env, stdin, here }, words, root)),
      ...{ name: 'there', root, stateDir: join(root, '.sim/there'), watch: true, imageMode: 'auto' },
      ...{ compose: { command, env }, heldPorts: [], alsoNamed },
    });
  };
  const { environment } = await load(['debug', 'api']);
  expect(Object.keys(environment.services).sort()).toEqual(['api', 'debug', 'sim-agent']);
  await expect(load(['debugg'])).rejects.toThrow("there is no service 'debugg' in these files");
});

test('a variable that nobody sets is told of once: it may be the end of a password', async () => {
  const root = await folderWith({
    'compose.yaml': 'services: {a: {image: x, env_file: [.env], environment: {PASS: $PASS, ALSO: $PASS}}}\n',
    '.env': 'PASS=k9$xyz\n',
  });
  const { environment } = await bySim(root, { words: { files: ['compose.yaml'] } });
  expect(environment.remarks).toEqual([
    {
      service: undefined,
      text: "the variable xyz is not set, so it counts as empty; a '$' that is meant itself is written '$$'",
    },
  ]);
});
