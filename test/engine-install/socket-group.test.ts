import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { socketGroup } from '../../src/engine/socket-group.js';
import { temporaryFolder } from './fake-engine.js';

const own = 'root:x:0:\nada:x:1000:\nusers:x:100:\n';

test.each<[string, string, NodeJS.ProcessEnv, string | undefined]>([
  [
    'whoever asked for sudo may use the engine, by a group of their own',
    own,
    { SUDO_USER: 'ada', SUDO_GID: '1000' },
    '1000',
  ],
  [
    'a group that others share gives nobody the engine',
    own,
    { SUDO_USER: 'ada', SUDO_GID: '100' },
    undefined,
  ],
  [
    'a group with further members neither',
    'ada:x:1000:eve\n',
    { SUDO_USER: 'ada', SUDO_GID: '1000' },
    undefined,
  ],
  [
    'the group docker serves where there is one',
    `${own}docker:x:999:\n`,
    { SUDO_USER: 'ada', SUDO_GID: '1000' },
    undefined,
  ],
  ['root needs none', own, {}, undefined],
  ['root by sudo neither', own, { SUDO_USER: 'root', SUDO_GID: '0' }, undefined],
])('%s', async (_, groups, env, group) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'group');
  await writeFile(file, groups);
  expect(socketGroup(env, file)).toBe(group);
});

test('where no groups are known nobody gets the engine', () => {
  expect(socketGroup({ SUDO_USER: 'ada', SUDO_GID: '1000' }, '/nonexistent')).toBeUndefined();
});
