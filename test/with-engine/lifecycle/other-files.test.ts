import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestEnvironment } from '../fixtures/environment.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { unique } from '../fixtures/test-run.ts';

const shared = sharedByTests();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-other-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function project(file: string, services: readonly string[]): Promise<string> {
  const path = join(folder, file);
  const each = services.map((service) => `  ${service}: {image: ${partImage}, command: [serve]}\n`);
  await writeFile(path, `services:\n${each.join('')}`);
  return path;
}

test('an up of other files is refused where it would lose sight of what runs, and one of edited files says what it no longer names', async () => {
  await using environment = new TestEnvironment(shared.checkout, unique('other-files'));
  const first = await project('first.yaml', ['web', 'api']);
  await environment.up('--file', first);

  const other = await environment.run(
    'up',
    '-d',
    '--wait',
    '--file',
    await project('other.yaml', ['api', 'db']),
  );
  expect(other).toMatchObject({ code: 2 });
  expect(other.stderr).toContain(`web of environment '${environment.name}' is there and no part of this up`);
  const { ready, services } = await environment.status();
  expect(ready).toBe(true);
  expect(services.map(({ name }) => name).sort()).toEqual(['api', 'web']);

  await project('first.yaml', ['api', 'db']);
  const edited = await environment.up('--file', first);
  expect(edited.stdout).toMatch(/web\s+is no longer declared/);
  expect((await environment.status()).services.map(({ name }) => name).sort()).toEqual(['api', 'db']);
});
