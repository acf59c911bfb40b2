import { expect, test } from 'vitest';
import { sampleRemark } from '../../src/cli/sample-remark.js';
import { readHere } from '../../src/inputs/declaration/here.js';
import { folderWith } from '../inputs/declaration/project-folder.js';

const nothing = { names: [], files: [], sample: false };

test('whoever stands in a folder of their own without a Compose file hears that this is the sample, and how theirs comes up', async () => {
  const own = await folderWith({ '.git/HEAD': '', 'go.mod': '', 'docs/a': '' });
  const remark = (
    words: { readonly sample?: boolean; readonly names?: readonly string[] } = {},
    cwd = own,
    checkout = '/sim',
  ) => sampleRemark(readHere(cwd, {}, checkout), { ...nothing, ...words }, cwd);
  expect(remark()).toBe(
    'there is no Compose file here, so this is the sample shop; bin/sim init writes one for the Go code that is here',
  );
  expect(remark({}, `${own}/docs`)).toContain('comes up in the folder of its Compose file');
  // It was asked for, or nobody can be surprised by it.
  expect([remark({ sample: true }), remark({ names: ['redis'] }), remark({}, own, own)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('it is no word where a Compose file comes up', async () => {
  const own = await folderWith({ '.git/HEAD': '', 'compose.yaml': '' });
  expect(sampleRemark(readHere(own, {}, '/sim'), nothing, own)).toBeUndefined();
});
