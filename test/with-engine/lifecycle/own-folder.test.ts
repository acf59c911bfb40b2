import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandResult, runSim } from '../fixtures/command.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { freePort } from '../fixtures/free-port.ts';
import { get } from '../fixtures/load.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { unique } from '../fixtures/test-run.ts';

const shared = sharedByTests();
const program = fileURLToPath(new URL('../fixtures/projects/go-service/', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sim-own-')));
});
afterAll(() => rm(folder, { recursive: true }));

/** A repository of the user's own with two services that are nothing but Go source, and one with an image. */
async function repository(name: string, port: number): Promise<string> {
  const root = join(folder, name);
  await mkdir(join(root, '.git'), { recursive: true });
  for (const part of ['go.mod', 'main.go']) await cp(join(program, part), join(root, part));
  await writeFile(
    join(root, 'compose.yaml'),
    `services:
  front: {x-sim: {go: .}, ports: ["${port}:8080"], depends_on: {back: {condition: service_healthy}}}
  back: {x-sim: {go: .}, expose: ["8080"]}
  part: {image: ${partImage}, command: [serve]}
`,
  );
  return root;
}

test('in a folder with a Compose file it comes up without a word more, and every command typed there is about it', async () => {
  const name = unique('own');
  const port = await freePort();
  const root = await repository(name, port);
  shared.tidied(new TestEnvironment(shared.checkout, name));
  const typed = (words: readonly string[], cwd = root): Promise<CommandResult> =>
    runSim(shared.checkout.sim, words, { cwd });
  await mkdir(join(root, 'deeper'));

  const up = await typed(['up', '-d', '--wait'], join(root, 'deeper'));
  expect([up.code, up.stderr]).toEqual([0, '']);
  expect(up.stdout).toContain('next: bin/sim attach · bin/sim status');
  expect(await get(`http://127.0.0.1:${port}`)).toBe('first');
  const status = JSON.parse((await typed(['status', '--json'])).stdout);
  expect(status).toMatchObject({ environment: name, ready: true });
  expect(
    status.services.map((one: { name: string; image: { declared?: string } }) => one.name).sort(),
  ).toEqual(['back', 'front', 'part']);
  // How Compose was made to take them is nobody's business.
  expect(JSON.stringify(status)).not.toContain('made-from-source');
  expect((await typed(['restart', 'part', 'nobody'])).stderr).toContain('it has back, front, part');
  expect((await typed(['up', '-d', '--wait', 'nobody'])).stderr).toContain(
    "there is no service 'nobody' in the Compose file of this folder",
  );

  // Another folder of that name is another project.
  const other = await repository(join('elsewhere', name), port);
  const refused = await typed(['up', '-d'], other);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining(`is of ${join(root, 'compose.yaml')}`),
  ]);

  expect((await typed(['up', '-d', '--no-watch'])).stderr).toContain(
    "--no-watch runs images, and service 'front' has none",
  );
  expect((await typed(['down', '--volumes'])).stdout).toContain(`${name}: removed`);
});
