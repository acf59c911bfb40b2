import { cp, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSim } from '../fixtures/command.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { get } from '../fixtures/load.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { urlOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

const shared = sharedByTests();
const project = fileURLToPath(new URL('../fixtures/projects/init-go/', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sim-init-')));
});
afterAll(() => rm(folder, { recursive: true }));

test("a stranger's repository with Postgres and Redis is live after init and up, and an edit of it a moment later", async () => {
  const name = unique('init');
  const root = join(folder, name);
  await cp(project, root, { recursive: true });
  const environment = shared.tidied(new TestEnvironment(shared.checkout, name));
  const typed = (...words: readonly string[]) => runSim(shared.checkout.sim, words, { cwd: root });

  const init = await typed('init', '--yes');
  expect(init).toMatchObject({ code: 0, stderr: '' });
  expect(init.stdout).toContain('left out: cmd/backfill');
  expect(init.stdout).toContain('wrote compose.yaml; bin/sim up brings it up');
  expect(await typed('up', '-d', '--wait')).toMatchObject({ code: 0 });
  const url = urlOf(await environment.status(), 'api');
  expect(await get(url)).toBe('first: counted=true in app');

  const source = join(root, 'cmd/api/main.go');
  await writeFile(`${source}.new`, (await readFile(source, 'utf8')).replace('"first"', '"second"'));
  await rename(`${source}.new`, source);
  expect(await typed('wait', 'api')).toMatchObject({ code: 0 });
  expect(await get(url)).toBe('second: counted=true in app');
});
