import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { privateGroup } from '../../src/engine/private-group.js';
import { temporaryFolder } from './fake-engine.js';

const ada = { username: 'ada', gid: 1000 };
const groups = 'root:x:0:\nada:x:1000:\nusers:x:100:\n';
const users = 'root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n';

test.each<[string, { user?: typeof ada; groups?: string; users?: string }, string | undefined]>([
  ['a group of their own', {}, '1000'],
  ['none that others share', { user: { ...ada, gid: 100 } }, undefined],
  ['none with further members', { groups: 'ada:x:1000:ada,eve\n' }, undefined],
  ["none that is somebody else's own as well", { users: `${users}bot:x:1001:1000::/:/bin/sh\n` }, undefined],
  ['the group docker where there is one', { groups: `${groups}docker:x:999:\n` }, undefined],
  ['none of root', { user: { username: 'root', gid: 0 } }, undefined],
  ['none where no groups are known', { groups: '' }, undefined],
])('whoever starts an engine may use it by %s', async (_, given, group) => {
  await using folder = await temporaryFolder();
  const files = { groups: join(folder.path, 'group'), users: join(folder.path, 'passwd') };
  await writeFile(files.groups, given.groups ?? groups);
  await writeFile(files.users, given.users ?? users);
  expect(privateGroup(given.user ?? ada, files)).toBe(group);
});

test('where the files are missing nobody gets the engine', () => {
  expect(privateGroup(ada, { groups: '/nonexistent', users: '/nonexistent' })).toBeUndefined();
});
