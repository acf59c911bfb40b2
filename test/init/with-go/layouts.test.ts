import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { composeFile } from '../../../src/init/compose-file.js';
import { draftFor } from '../../../src/init/draft.js';
import { readRepository } from '../../../src/init/read-repository.js';
import { root } from '../../house/sources.js';
import { fixture, goAlone, repositoryWith } from './fixtures.js';

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const layouts = readdirSync(join(folder, 'fixtures'));

test.each(layouts)('of the repository %s the Compose file is the one that was reviewed', async (name) => {
  const repository = await readRepository(await fixture(name), {
    ...{ root, env: await goAlone(), signal: new AbortController().signal },
  });
  // That their modules were not fetched Go says in the words of its version.
  const programs = repository.programs.map((program) => ({ ...program, problem: undefined }));
  const text = composeFile(repository, draftFor({ ...repository, programs }));
  await expect(text).toMatchFileSnapshot(join(folder, 'expected', `${name}.yaml`));
});

test('flags that somebody has set for all builds of theirs are not for the survey', async () => {
  const settings = await repositoryWith({ env: 'GOFLAGS=-race\n' });
  const env = { ...(await goAlone()), GOENV: join(settings, 'env') };
  const signal = new AbortController().signal;
  const { programs } = await readRepository(await fixture('single-main'), { root, env, signal });
  expect(programs).toMatchObject([{ folder: '.', listens: [{ what: 'net/http' }] }]);
});
