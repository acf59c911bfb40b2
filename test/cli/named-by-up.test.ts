import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { type NamingWords, namedByUp } from '../../src/cli/named-by-up.js';
import { readHere } from '../../src/inputs/declaration/here.js';
import { folderWith } from '../inputs/declaration/project-folder.js';

const nothing: NamingWords = { names: [], files: [], envFiles: [], profiles: [], sample: false };

/** What `up` names with these words and variables. */
function named(words: Partial<NamingWords>, env: NodeJS.ProcessEnv = {}, cwd = '/shop', input = '') {
  const stream = new PassThrough();
  stream.end(input);
  // Only what every stream has is used of the process's own.
  const stdin = stream as unknown as NodeJS.ReadStream;
  const here = readHere(cwd, env, '/shop');
  return namedByUp({ env, stdin, here }, { ...nothing, ...words }, cwd);
}

test('words are stacks, and the default stack where there are none', async () => {
  expect(await named({})).toEqual({ stacks: ['app'], envFiles: [], profiles: [], cwd: '/shop' });
  expect(await named({ names: ['redis'] })).toMatchObject({ stacks: ['redis'] });
});

test('words are services where files are named, by an option or by COMPOSE_FILE', async () => {
  const expected = { paths: ['a.yaml', 'b.yaml'], services: ['api'] };
  expect(
    await named({ names: ['api'], files: ['a.yaml', 'b.yaml'] }, { COMPOSE_FILE: 'c.yaml' }),
  ).toMatchObject({
    stacks: [],
    files: { ...expected, namedBy: 'option' },
  });
  expect(await named({ names: ['api'] }, { COMPOSE_FILE: 'a.yaml:b.yaml' })).toMatchObject({
    stacks: [],
    files: { ...expected, namedBy: 'variable' },
  });
});

test('env files and profiles come from options, else from variables', async () => {
  const env = { COMPOSE_ENV_FILES: 'a.env,b.env', COMPOSE_PROFILES: 'debug' };
  expect(await named({}, env)).toMatchObject({ envFiles: ['a.env', 'b.env'], profiles: ['debug'] });
  expect(await named({ envFiles: ['c.env'], profiles: ['tools'] }, env)).toMatchObject({
    envFiles: ['c.env'],
    profiles: ['tools'],
  });
});

test('an env file may name the Compose files; the shell comes first, and a missing file is told by others', async () => {
  const folder = await folderWith({
    'one.env': 'COMPOSE_FILE=one.yaml\n',
    'two.env': 'COMPOSE_FILE="two.yaml,more.yaml"\nCOMPOSE_PATH_SEPARATOR=,\n',
  });
  const both = { envFiles: ['one.env', join(folder, 'two.env'), 'gone.env'] };
  expect((await named(both, {}, folder)).files?.paths).toEqual(['two.yaml', 'more.yaml']);
  const shell = { COMPOSE_FILE: 'three.yaml', COMPOSE_PATH_SEPARATOR: ':' };
  expect((await named(both, shell, folder)).files?.paths).toEqual(['three.yaml']);
});

test('standard input is read where it is named as a file, and only then', async () => {
  expect((await named({ files: ['-'] }, {}, '/shop', 'services: {}\n')).files?.input).toBe('services: {}\n');
  expect((await named({ files: ['a.yaml'] }, {}, '/shop', 'x')).files).not.toHaveProperty('input');
});

test('a Compose file of the folder is taken, whose services words are then, but where others are named or the sample is asked for', async () => {
  const folder = await folderWith({
    '.git/HEAD': '',
    'compose.yaml': '',
    'api/main.go': '',
    'more.yaml': '',
  });
  const found = { paths: [join(folder, 'compose.yaml')], namedBy: 'folder', services: ['web'] };
  expect(await named({ names: ['web'] }, {}, join(folder, 'api'))).toMatchObject({
    stacks: [],
    files: found,
  });
  expect((await named({ files: ['more.yaml'] }, {}, folder)).files?.paths).toEqual(['more.yaml']);
  const sample = await named({ names: ['redis'], sample: true }, { COMPOSE_FILE: 'more.yaml' }, folder);
  expect([sample.stacks, sample.files]).toEqual([['redis'], undefined]);
  await expect(named({ files: ['more.yaml'], sample: true }, {}, folder)).rejects.toMatchObject({
    code: 'usage',
  });
});

test('an env file that is typed counts in place of the .env that names other files', async () => {
  const folder = await folderWith({
    ...{
      '.git/HEAD': '',
      '.env': 'COMPOSE_FILE=one.yaml\n',
      'one.yaml': '',
      'compose.yaml': '',
      'no.env': '',
    },
  });
  expect((await named({}, {}, folder)).files).toMatchObject({ paths: ['one.yaml'], namedBy: 'variable' });
  expect((await named({ envFiles: ['no.env'] }, {}, folder)).files?.paths).toEqual([
    join(folder, 'compose.yaml'),
  ]);
});
