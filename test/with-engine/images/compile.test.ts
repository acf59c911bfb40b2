import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unique } from '../fixtures/test-run.ts';
import { type RealEngine, realEngine, startContainer } from './containers.js';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const signal = new AbortController().signal;
const name = unique('sim-test-tiny');
let root: string;
let engine: RealEngine;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sim compile '));
  // Its image is what the recipe below compiles in: any will do.
  await cp(join(checkout, 'stacks/redis'), join(root, 'stacks/redis'), { recursive: true });
  await mkdir(join(root, 'stacks/tiny/image'), { recursive: true });
  await writeFile(
    join(root, 'stacks/tiny/Dockerfile.local'),
    `# sim:serves ${name}:1\n# sim:compile redis:8\nARG BASE\nFROM $BASE\nCOPY --from=compiled made /made\n`,
  );
  engine = await realEngine(root, join(root, 'cache'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const script = (text: string) => writeFile(join(root, 'stacks/tiny/image/compile.sh'), text);
const atWork = () =>
  engine.docker.listContainers({ all: true, filters: { label: [`dev.sim.compile=${name}:1`] } });

test('what a recipe compiles is made in a container that others do not feel, and ends up in its image', async () => {
  await script('echo compiling in $PWD\nsleep 1\necho made by $(id -u) >"$OUT/made"\n');
  const seen: Promise<Docker.ContainerInspectInfo[]>[] = [];
  const inspect = async () =>
    Promise.all((await atWork()).map(({ Id }) => engine.docker.getContainer(Id).inspect()));
  const said: string[] = [];
  const onProgress = (text: string) => {
    said.push(text);
    if (text.startsWith('compiling')) seen.push(inspect());
  };
  const { reference } = await engine.provider.find(`${name}:1.0`, 'local', { signal, onProgress });
  try {
    expect(said).toContain('compiling in /work');
    const [[info] = []] = await Promise.all(seen);
    expect(info?.HostConfig).toMatchObject({ CpuShares: 2, NanoCpus: 0.5e9 });
    await using made = await startContainer(engine.docker, reference, {
      Entrypoint: ['sleep', '60'],
      Cmd: [],
    });
    expect((await made.exec(['cat', '/made'])).output).toBe(`made by ${process.getuid?.()}`);
    expect(await atWork()).toEqual([]);
    expect(await readdir(join(root, 'cache/compiled'))).toEqual([]);
  } finally {
    await engine.docker.getImage(reference).remove({ force: true });
  }
});

test('a compilation that fails says what it said last, and leaves no container', async () => {
  await script('echo no such header\nexit 7\n');
  const finding = engine.provider.find(`${name}:1.0`, 'local', { signal, onProgress: () => undefined });
  await expect(finding).rejects.toMatchObject({
    code: 'image-unavailable',
    detail: 'no such header',
    hint: expect.stringContaining('ended with 7'),
  });
  expect(await atWork()).toEqual([]);
});

test('a compilation that nobody wants any more ends, and what it had begun is there for the next one', async () => {
  await script(
    'if [ -e begun ]; then echo again >"$OUT/made"; exit; fi\ntouch begun\necho begun\nsleep 600\n',
  );
  const giving = new AbortController();
  const begun = Promise.withResolvers<void>();
  const finding = engine.provider.find(`${name}:1.0`, 'local', {
    signal: giving.signal,
    onProgress: (text) => text === 'begun' && begun.resolve(),
  });
  finding.catch(() => undefined);
  await begun.promise;
  giving.abort(new Error('given up'));
  await expect(finding).rejects.toThrow('given up');
  const quiet = { signal, onProgress: () => undefined };
  const { reference } = await engine.provider.find(`${name}:1.0`, 'local', quiet);
  await engine.docker.getImage(reference).remove({ force: true });
});

/** Two environments of this checkout that want it, both of them listening to the one compilation. */
async function wantedTwice(signals: readonly [AbortSignal, AbortSignal]) {
  await script(
    'echo once >>begun\necho begun\nuntil [ -e go ]; do sleep 0.05; done\ncp begun "$OUT/made"\n# for two\n',
  );
  const other = await realEngine(root, join(root, 'cache'));
  return Promise.all(
    [engine, other].map(async ({ provider }, index) => {
      const begun = Promise.withResolvers<void>();
      const begunAgain = Promise.withResolvers<void>();
      let times = 0;
      const finding = provider.find(`${name}:1.0`, 'local', {
        signal: signals[index] ?? signal,
        onProgress: (text) => {
          if (text !== 'begun') return;
          times += 1;
          (times === 1 ? begun : begunAgain).resolve();
        },
      });
      finding.catch(() => undefined);
      await begun.promise;
      return { finding, begunAgain: begunAgain.promise };
    }),
  );
}

async function letItEnd(): Promise<void> {
  const compiled = join(root, 'cache/compiled');
  for (const folder of await readdir(compiled)) await writeFile(join(compiled, folder, 'work/go'), '');
}

/** How often the compilation behind an image was begun; removes the image. */
async function timesBegun(reference: string): Promise<number> {
  const wait = { Entrypoint: ['sleep', '60'], Cmd: [] };
  try {
    await using made = await startContainer(engine.docker, reference, wait);
    const { output } = await made.exec(['cat', '/made']);
    return output.split(/\s+/).length;
  } finally {
    await engine.docker.getImage(reference).remove({ force: true });
  }
}

test('two environments that want it at once have it compiled once', async () => {
  const both = await wantedTwice([signal, signal]);
  await letItEnd();
  const [one, two] = await Promise.all(both.map(({ finding }) => finding));
  expect(one?.reference).toBe(two?.reference);
  expect(await timesBegun(one?.reference ?? '')).toBe(1);
  expect(await atWork()).toEqual([]);
});

test('an environment that gives up takes it from no other: that one goes on with it', async () => {
  const giving = new AbortController();
  const [given, kept] = await wantedTwice([giving.signal, signal]);
  giving.abort(new Error('given up'));
  await expect(given?.finding).rejects.toThrow('given up');
  // Whoever gives up does not wait for the end of what it gave up: that one might still do all its work.
  await kept?.begunAgain;
  await letItEnd();
  const { reference } = (await kept?.finding) ?? { reference: '' };
  expect(await timesBegun(reference)).toBe(2);
  expect(await atWork()).toEqual([]);
});
