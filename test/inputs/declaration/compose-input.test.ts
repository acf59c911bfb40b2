import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  composeFiles,
  keptFiles,
  type Named,
  partsOf,
} from '../../../src/inputs/declaration/compose-input.js';
import { refused } from '../../environment/declare.js';
import { folderWith } from './project-folder.js';

/** What Compose reads for what is named, before and after anything is written. */
function input(cwd: string, change: Partial<Named>, env: Record<string, string> = {}) {
  const named: Named = { name: 'blue', root: cwd, stacks: [], cwd, profiles: [], ...change };
  const { parts, projectDirectory } = partsOf(named, env);
  const files = composeFiles(named, parts, projectDirectory);
  return { files, ...{ written: keptFiles(files, '/state', named.files !== undefined) } };
}

test('stacks are included by a file of ours, which is kept', async () => {
  const folder = await folderWith({ 'stacks/app/compose.yaml': '' });
  const { files, written } = input(folder, { stacks: ['app'] });
  expect(files).toMatchObject({
    files: ['-'],
    projectDirectory: folder,
    text: expect.stringContaining('include:'),
  });
  expect(written.files).toMatchObject({ files: ['/state/compose.yaml'], projectDirectory: folder });
  expect(written.files).not.toHaveProperty('text');
  expect(written.kept).toEqual({ file: '/state/compose.yaml', text: files.text });
});

test('files go to Compose as they are, with the folder of the first, where it was asked, and nothing is kept', async () => {
  const folder = await folderWith({ 'a/one.yaml': '', 'two.yaml': '', 'team.env': '' });
  const paths = ['a/one.yaml', 'two.yaml'];
  const { files, written } = input(folder, {
    files: { paths, namedBy: 'option', services: ['api'] },
    envFiles: ['team.env'],
    profiles: ['debug'],
  });
  expect(files).toEqual({
    project: 'sim-blue',
    files: paths.map((path) => join(folder, path)),
    namedBy: 'option',
    projectDirectory: join(folder, 'a'),
    envFiles: [join(folder, 'team.env')],
    profiles: ['debug'],
    cwd: folder,
  });
  expect(written).toEqual({ files, kept: undefined });
});

test('files that a variable names leave the folder of the project to Compose', async () => {
  const folder = await folderWith({ 'a/one.yaml': '' });
  const { files } = input(folder, { files: { paths: ['a/one.yaml'], namedBy: 'variable', services: [] } });
  expect(files).toMatchObject({ namedBy: 'variable', projectDirectory: undefined, cwd: folder });
});

test('what came by standard input is kept in its place, and its folder stays the one where it was typed', async () => {
  const folder = await folderWith({ 'two.yaml': '' });
  const named = {
    paths: ['-', 'two.yaml'],
    namedBy: 'option',
    input: 'services: {}\n',
    services: [],
  } as const;
  const { files, written } = input(folder, { files: named });
  expect(files).toMatchObject({ files: ['-', join(folder, 'two.yaml')], text: 'services: {}\n' });
  expect(written.files).toMatchObject({
    files: ['/state/stdin.yaml', join(folder, 'two.yaml')],
    projectDirectory: folder,
  });
  expect(written.kept).toEqual({ file: '/state/stdin.yaml', text: 'services: {}\n' });
});

test('an env file that is not there is a usage error', async () => {
  const folder = await folderWith({ 'stacks/app/compose.yaml': '' });
  const error = refused(() => input(folder, { stacks: ['app'], envFiles: ['team.env'] }));
  expect([error.code, error.message]).toEqual(['usage', "there is no env file 'team.env'"]);
  expect(error.hint).toContain(join(folder, 'team.env'));
});

test("a folder's .env names no files where another env file is given or none is to be read", async () => {
  const folder = await folderWith({
    '.env': 'COMPOSE_FILE=other.yaml\n',
    'compose.yaml': '',
    'other.yaml': '',
    'team.env': '',
  });
  const files = { paths: ['.'], namedBy: 'option', services: [] } as const;
  const read = (change: Partial<Named>, env = {}) => input(folder, { files, ...change }, env).files.files;
  expect(read({})).toEqual([join(folder, 'other.yaml')]);
  expect(read({ envFiles: ['team.env'] })).toEqual([join(folder, 'compose.yaml')]);
  expect(read({}, { COMPOSE_DISABLE_ENV_FILE: '1' })).toEqual([join(folder, 'compose.yaml')]);
});
