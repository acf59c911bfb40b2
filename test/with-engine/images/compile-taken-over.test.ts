import { mkdir, readdir, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import type { TestEnvironment } from '../fixtures/environment.ts';
import { Observed, shownService } from '../fixtures/observed.ts';
import { processEnd } from '../fixtures/process-end.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { unique } from '../fixtures/test-run.ts';

const shared = sharedByTests();

const name = unique('sim-test-slow');
const label = `dev.sim.compile=${name}:1`;
const up = ['--images', 'local', 'slow'] as const;

/** A stack whose image is compiled for as long as the test likes; the image tells how often that was begun. */
beforeAll(async () => {
  const stack = join(shared.checkout.root, 'stacks/slow');
  await mkdir(join(stack, 'image'), { recursive: true });
  await writeFile(
    join(stack, 'Dockerfile.local'),
    `# sim:serves ${name}:1\n# sim:compile redis:8\nARG BASE\nFROM $BASE\nCOPY --from=compiled begun /begun\n`,
  );
  await writeFile(
    join(stack, 'image/compile.sh'),
    'echo once more >>begun\necho begun\nuntil [ -e go ]; do sleep 0.05; done\ncp begun "$OUT/begun"\n',
  );
  await writeFile(
    join(stack, 'compose.yaml'),
    `services:\n  slow:\n    image: ${name}:1\n    init: true\n    command: ["sh", "-c", "cat /begun && exec sleep 600"]\n`,
  );
  shared.resources.defer(removeImage);
});

test('what a killed controller was compiling is taken over as it runs by the next up', async () => {
  const environment = shared.environmentNamed('compile-over');
  const container = await leftAtWork(environment);
  const replaced = written(environment.stateDir, 'controller.json');
  const second = environment.up(...up);
  await replaced;
  using seen = await Observed.of(environment.stateDir);
  await seen.until((views) => shownService(views, 'slow')?.image.progress === 'begun' || undefined);
  expect(await atWork()).toEqual([container]);
  await letItEnd(environment);
  await second;
  expect(await begun(environment)).toBe(1);
  expect(await atWork()).toEqual([]);
});

test('what it has compiled by the time of the next up is used', async () => {
  const environment = shared.environmentNamed('compile-done');
  const container = await leftAtWork(environment);
  await letItEnd(environment);
  await shared.docker.getContainer(container).wait();
  await environment.up(...up);
  expect(await begun(environment)).toBe(1);
  expect(await atWork()).toEqual([]);
});

test('what came to grief since is compiled again', async () => {
  const environment = shared.environmentNamed('compile-again');
  const container = await leftAtWork(environment);
  await shared.docker.getContainer(container).kill();
  await letItEnd(environment);
  await environment.up(...up);
  expect(await begun(environment)).toBe(2);
  expect(await atWork()).toEqual([]);
});

test('down removes it where no controller does', async () => {
  const environment = shared.environmentNamed('compile-down');
  await leftAtWork(environment);
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await atWork()).toEqual([]);
});

/** Kills a controller while it has something compiled; resolves with the container that goes on with it. */
async function leftAtWork(environment: TestEnvironment): Promise<string> {
  await removeImage();
  const filters = { type: ['container' as const], event: ['start'], label: [label] };
  const events = (await shared.docker.getEvents({ filters })) as Readable;
  const first = environment.run('up', '--detach', ...up);
  await new Promise((resolve) => events.once('data', resolve));
  events.destroy();
  const pid = await environment.controllerPid();
  process.kill(pid, 'SIGKILL');
  await Promise.all([processEnd(pid), first]);
  const [id = ''] = await atWork();
  const container = shared.docker.getContainer(id);
  // Its first word: it has begun then, and not only started.
  const said = (await container.logs({ follow: true, stdout: true })) as Readable;
  await new Promise((resolve) => said.once('data', resolve));
  said.destroy();
  expect((await container.inspect()).State.Running).toBe(true);
  return id;
}

async function removeImage(): Promise<void> {
  const filters = { label: [`dev.sim.recipe=${name}:1`] };
  for (const { Id } of await shared.docker.listImages({ filters })) {
    await shared.docker.getImage(Id).remove({ force: true });
  }
}

/** The containers that compile it, by id. */
async function atWork(): Promise<readonly string[]> {
  const found = await shared.docker.listContainers({ all: true, filters: { label: [label] } });
  return found.map(({ Id }) => Id);
}

async function letItEnd({ checkout }: TestEnvironment): Promise<void> {
  const compiled = join(checkout.root, '.sim/images/compiled');
  for (const folder of await readdir(compiled)) await writeFile(join(compiled, folder, 'work/go'), '');
}

/** How often the compilation in its image was begun. */
async function begun(environment: TestEnvironment): Promise<number> {
  const { stdout } = await environment.run('logs', 'slow');
  return stdout.split('once more').length - 1;
}

/** Resolves when a file of that name is put there. */
async function written(folder: string, name: string): Promise<void> {
  for await (const { filename } of watch(folder)) if (filename === name) return;
}
