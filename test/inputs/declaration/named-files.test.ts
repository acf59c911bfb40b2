import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filePart } from '../../../src/inputs/declaration/named-files.js';
import { refused } from '../../environment/declare.js';
import { folderWith } from './project-folder.js';

const reading = { readsDotEnv: true };

/** The files of the part by their paths in `folder`. */
function filesOf(paths: readonly string[], folder: string, how = reading): readonly string[] {
  return filePart(paths, folder, how).files.map((file) => file.replace(`${folder}/`, ''));
}

test('several files are kept in their order, twice the same too, and paths resolve against the folder of the first', async () => {
  const folder = await folderWith({ 'a/one.yaml': '', 'b/two.yaml': '', 'three.yaml': '' });
  expect(filePart(['a/one.yaml', 'b/two.yaml', 'three.yaml', 'a/one.yaml'], folder, reading)).toEqual({
    directory: join(folder, 'a'),
    files: ['a/one.yaml', 'b/two.yaml', 'three.yaml', 'a/one.yaml'].map((file) => join(folder, file)),
  });
});

test('a folder brings its override file, the file alone does not', async () => {
  const folder = await folderWith({ 'compose.yaml': '', 'compose.override.yaml': '', 'more.yaml': '' });
  expect(filesOf(['.'], folder)).toEqual(['compose.yaml', 'compose.override.yaml']);
  expect(filesOf(['compose.yaml'], folder)).toEqual(['compose.yaml']);
  expect(filesOf(['.', 'more.yaml'], folder)).toEqual(['compose.yaml', 'compose.override.yaml', 'more.yaml']);
});

test("names of files in a folder are looked for in Compose's order", async () => {
  const folder = await folderWith({
    'docker-compose.yaml': '',
    'docker-compose.yml': '',
    'docker-compose.override.yml': '',
    'compose.override.yaml': '',
    'compose.override.yml': '',
  });
  expect(filesOf(['.'], folder)).toEqual(['docker-compose.yml', 'compose.override.yml']);
});

test('the .env of a folder may name its files, unless it is not to be read', async () => {
  const folder = await folderWith({
    'shop/.env': 'COMPOSE_FILE=base.yaml:more.yaml\n',
    'shop/base.yaml': '',
    'shop/more.yaml': '',
    'shop/compose.yaml': '',
  });
  expect(filesOf(['shop'], folder)).toEqual(['shop/base.yaml', 'shop/more.yaml']);
  expect(filesOf(['shop'], folder, { readsDotEnv: false })).toEqual(['shop/compose.yaml']);
});

test('standard input takes its place among the files, and alone it is of the working folder', async () => {
  const folder = await folderWith({ 'a/one.yaml': '' });
  expect(filePart(['-', 'a/one.yaml'], folder, reading)).toEqual({
    directory: join(folder, 'a'),
    files: ['-', join(folder, 'a/one.yaml')],
  });
  expect(filePart(['-'], folder, reading)).toEqual({ directory: folder, files: ['-'] });
});

test('a file that is not there is named as it was typed, with where it was looked for', async () => {
  const folder = await folderWith({ 'compose.yaml': '', 'empty/notes': '' });
  for (const typed of ['nowhere.yaml', 'empty']) {
    const error = refused(() => filePart(['compose.yaml', typed], folder, reading));
    expect([error.code, error.message]).toEqual(['usage', `there is no Compose file '${typed}'`]);
    expect(error.hint).toContain(join(folder, typed));
  }
  expect(refused(() => filePart(['oci://example/app'], folder, reading)).hint).toContain(
    'of this machine only',
  );
});
