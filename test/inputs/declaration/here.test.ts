import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { readHere } from '../../../src/inputs/declaration/here.js';
import { folderWith } from './project-folder.js';

const checkout = '/opt/sim-checkout';

/** What is here, with files by their paths from `folder`. */
function here(folder: string, below = '.', env: Readonly<Record<string, string>> = {}) {
  const { name, meant, files } = readHere(join(folder, below), env, checkout);
  return { name, meant, files: files?.paths.map((path) => relative(folder, path)) };
}

test('a Compose file is looked for upwards, with its override file, and not above the root of the repository', async () => {
  const folder = await folderWith({
    'compose.yaml': '',
    'mine/.git/HEAD': '',
    'mine/docker-compose.yml': '',
    'mine/docker-compose.override.yml': '',
    'mine/cmd/api/main.go': '',
    'mine/part/compose.yml': '',
    'other/.git/HEAD': '',
    'other/cmd/main.go': '',
    'work/tree/.git': 'gitdir: elsewhere\n',
    'loose/cmd/main.go': '',
  });
  const mine = ['mine/docker-compose.yml', 'mine/docker-compose.override.yml'];
  expect(here(folder, 'mine').files).toEqual(mine);
  expect(here(folder, 'mine/cmd/api')).toEqual({ name: 'mine', meant: 'mine', files: mine });
  expect(here(folder, 'mine/part')).toEqual({
    name: 'part',
    meant: 'part',
    files: ['mine/part/compose.yml'],
  });
  for (const below of ['other/cmd', 'work/tree'])
    expect(here(folder, below)).toEqual({ name: 'shop', meant: 'shop', files: undefined });
  // In no repository it is found as far up as Compose finds it.
  expect(here(folder, 'loose/cmd').files).toEqual(['compose.yaml']);
});

test("in Sim's own checkout nothing is looked for, but in a repository that lies in it", async () => {
  const root = await folderWith({
    'stacks/app/compose.yaml': '',
    'tmp/theirs/.git/HEAD': '',
    'tmp/theirs/compose.yaml': '',
  });
  for (const below of ['.', 'stacks/app', 'tmp'])
    expect(readHere(join(root, below), {}, root)).toMatchObject({
      name: 'shop',
      files: undefined,
      isCheckout: true,
    });
  expect(readHere(join(root, 'tmp/theirs'), {}, root)).toMatchObject({ name: 'theirs', isCheckout: false });
});

test("variables name files and project as with Compose: the shell's, those of .env here, those of .env beside the file", async () => {
  const folder = await folderWith({
    '.git/HEAD': '',
    'compose.yaml': 'name: declared\nservices: {}\n',
    'deploy/prod.yaml': '',
    'deploy/.env': 'COMPOSE_PROJECT_NAME=by_dot_env\n',
    'sub/.env': 'COMPOSE_FILE=../deploy/prod.yaml\n',
    'named/.env': 'COMPOSE_PROJECT_NAME=named-here\n',
  });
  expect(here(folder).name).toBe('declared');
  expect(here(folder, 'named')).toEqual({ name: 'named-here', meant: 'named-here', files: ['compose.yaml'] });
  expect(here(folder, 'sub')).toMatchObject({ name: 'by-dot-env', meant: 'by-dot-env' });
  expect(here(folder, 'sub', { COMPOSE_DISABLE_ENV_FILE: '1' }).name).toBe('declared');
  // Said in a shell, it is said in no other: hints have the name.
  expect(here(folder, 'sub', { COMPOSE_FILE: '../deploy/prod.yaml' })).toMatchObject({
    name: 'by-dot-env',
    meant: undefined,
  });
  expect(here(folder, '.', { COMPOSE_PROJECT_NAME: 'Blue' })).toMatchObject({
    name: 'blue',
    meant: undefined,
  });
  expect(here(folder, '.', { COMPOSE_ENV_FILES: 'named/.env' }).name).toBe('named-here');
});

test.each([
  ['My App', 'myapp'],
  ['my_app', 'my-app'],
  ['2048', 'sim-2048'],
  ['日本', 'project'],
  ['images', 'sim-images'],
])("the folder '%s' makes the environment %s, never the sample's", async (folder, name) => {
  const root = await folderWith({ '.git/HEAD': '', [`${folder}/compose.yaml`]: '' });
  expect(readHere(join(root, folder), {}, checkout).name).toBe(name);
});
