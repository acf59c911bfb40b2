import { expect, test } from 'vitest';
import { definition, environment, waitsFor } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';
import { BuildsWorld } from '../state/builds/builds-world.js';
import { standing } from './typed.js';

/** Catalog waits for Postgres, whose health check fails; Redis is ready. */
function waiting() {
  const declared = environment([
    definition('postgres', { kind: 'database', hasHealthCheck: true }),
    definition('catalog', { dependsOn: [waitsFor('postgres')] }),
    definition('redis', { kind: 'cache' }),
  ]);
  const story = new Story().tell(
    { kind: 'environment.declared', environment: declared },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  story.take();
  story.created('postgres', 'catalog', 'redis');
  story.runs('redis').runs('postgres', 'starting');
  return standing(
    story.observe('postgres', {
      status: 'running',
      health: 'starting',
      probe: { exitCode: 2, output: 'no response', at: 1 },
    }).snapshot,
  );
}

/** Build 2 of catalog answers, build 1 is kept. */
function built() {
  const world = new BuildsWorld('catalog').settled().runs('catalog');
  world.reported('catalog', 'live', { build: 1 }).changed('catalog/a.go').step();
  world.succeeds('catalog').step();
  world.finish('swap:catalog').reported('catalog', 'live', { build: 2 });
  return standing(world.happens({ kind: 'builds.pruned', service: 'catalog', kept: [2, 1] }).snapshot);
}

test('why shows the chain of causes down to the probe that fails', async () => {
  await using shop = await waiting();
  const { code, stdout } = await shop.type('why', 'catalog');
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    "catalog is waiting: waits for postgres to be healthy (its probe says 'no response')",
    "  └ postgres is starting: not ready yet: its probe says 'no response'",
    "      │ its probe says 'no response'",
    '',
  ]);
});

test('why --json is the same chain for programs', async () => {
  await using shop = await waiting();
  const { code, stdout } = await shop.type('why', 'catalog', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 1,
    service: 'catalog',
    state: 'waiting',
    because: [{ service: 'postgres', state: 'starting', evidence: [expect.stringContaining('no response')] }],
  });
});

test('why of what is ready says so, and has nothing below it', async () => {
  await using shop = await waiting();
  const { code, stdout } = await shop.type('why', 'redis', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ service: 'redis', state: 'ready', because: [] });
});

test('pin asks for the build, and says in one line that it stays and how to take it back', async () => {
  await using shop = await built();
  expect(await shop.type('pin', 'catalog', '1')).toEqual({
    code: 0,
    stdout: 'catalog: build 1 answers from now on; bin/sim unpin catalog follows the source again\n',
  });
  expect(shop.wishes).toEqual([{ kind: 'pin.requested', service: 'catalog', build: 1 }]);
});

test('pin of a build that is not kept asks for nothing, and names those that are', async () => {
  await using shop = await built();
  await expect(shop.type('pin', 'catalog', '7')).rejects.toMatchObject({
    code: 'usage',
    message: "build 7 of 'catalog' is not kept",
    hint: 'kept are 2, 1',
  });
  expect(shop.wishes).toEqual([]);
});

test.each([
  ['start', 'postgres, redis: starting\n'],
  ['stop', 'postgres, redis: stopping\n'],
  ['restart', 'postgres, redis: restarting\n'],
])('%s says in one line what it asked for', async (verb, stdout) => {
  await using shop = await waiting();
  expect(await shop.type(verb, 'postgres', 'redis')).toEqual({ code: 0, stdout });
  expect(shop.wishes).toEqual([
    { kind: `${verb}.requested`, service: 'postgres' },
    { kind: `${verb}.requested`, service: 'redis' },
  ]);
});

/** Web needs db, whose image can't be had. */
function withoutImage() {
  const declared = environment([definition('web', { dependsOn: [waitsFor('db')] }), definition('db')]);
  const story = new Story().tell(
    { kind: 'environment.declared', environment: declared },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  return story.imageReady('web').tell(noImage).finish('find-image:db');
}
const noImage = {
  kind: 'image.unavailable',
  service: 'db',
  detail: 'db:1 is not here.',
  hint: 'pull it',
} as const;

test.each([
  ['start', 'db'],
  ['restart', 'db'],
  ['start', 'web'],
])(
  '%s %s looks again for an image that could not be had, and fails with the reason',
  async (verb, service) => {
    const { snapshot } = withoutImage();
    await using shop = await standing(snapshot, (wish) => [
      { ...wish, at: snapshot.at + 1 },
      { ...noImage, at: snapshot.at + 2 },
    ]);
    await expect(shop.type(verb, service)).rejects.toMatchObject({
      code: 'failed',
      message: "db can't start: db:1 is not here. pull it",
      hint: 'bin/sim why db shows the chain of causes',
    });
  },
);

test('start says that it starts what has its image by now', async () => {
  const { snapshot } = withoutImage();
  const found = { kind: 'image.found', service: 'db', reference: 'db:1', source: 'registry' } as const;
  await using shop = await standing(snapshot, (wish) => [
    { ...wish, at: snapshot.at + 1 },
    { ...found, digest: undefined, durationMs: 1, at: snapshot.at + 2 },
  ]);
  expect(await shop.type('start', 'db')).toEqual({
    code: 0,
    stdout: 'db: looking for the image again\ndb: starting\n',
  });
});

test.each([
  ['rebuild', 'catalog: building again\n'],
  ['unpin', 'catalog: was not pinned\n'],
])('%s says in one line what it asked for', async (verb, stdout) => {
  await using shop = await built();
  expect(await shop.type(verb, 'catalog')).toEqual({ code: 0, stdout });
  expect(shop.wishes).toEqual([{ kind: `${verb}.requested`, service: 'catalog' }]);
});

test('wait says in one line what is ready, or gives the status as JSON', async () => {
  await using shop = await waiting();
  expect(await shop.type('wait', 'redis')).toEqual({ code: 0, stdout: 'redis: ready\n' });
  const { code, stdout } = await shop.type('wait', 'redis', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 1, environment: 'test', ready: false });
});

test('what to type next is for the environment that was named', async () => {
  await using shop = await waiting();
  await expect(shop.type('wait', 'catalog', '--timeout', '1', '--name', 'blue')).rejects.toMatchObject({
    code: 'timed-out',
    hint: 'bin/sim why catalog --name blue shows the chain of causes',
  });
  await expect(shop.type('rebuild', 'redis', '--name', 'blue')).rejects.toMatchObject({
    code: 'usage',
    hint: 'bin/sim restart redis --name blue restarts its container',
  });
});

test('every command that prints gives one JSON value, of schema 1, where that is asked for', async () => {
  await using shop = await waiting();
  for (const words of [['status'], ['topology'], ['builds'], ['wait', 'redis'], ['why', 'redis']]) {
    const { code, stdout } = await shop.type(...words, '--json');
    expect([words, code, JSON.parse(stdout).schema]).toEqual([words, 0, 1]);
  }
});

test('one unknown name among several, and nothing is asked for', async () => {
  await using shop = await waiting();
  for (const verb of ['start', 'stop', 'restart', 'rebuild', 'unpin', 'wait', 'logs', 'why', 'builds']) {
    const words = verb === 'why' ? ['mysql'] : ['redis', 'mysql'];
    await expect(shop.type(verb, ...words)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining("has no service 'mysql'"),
      hint: 'it has postgres, catalog, redis',
    });
  }
  expect(shop.wishes).toEqual([]);
});

test('status shows secrets only to whoever asks for them by name', async () => {
  await using shop = await waiting();
  expect((await shop.type('status')).stdout).not.toContain('of-its-own');
  expect((await shop.type('status', '--json')).stdout).not.toContain('secrets');
  const { code, stdout } = await shop.type('status', '--secrets');
  expect(code).toBe(0);
  expect(stdout).toMatch(/postgres\s+POSTGRES_PASSWORD\s+of-its-own/);
  const json = JSON.parse((await shop.type('status', '--secrets', '--json')).stdout);
  expect(
    json.services.map(({ name, secrets }: { name: string; secrets: unknown }) => [name, secrets]),
  ).toEqual([
    ['postgres', [{ name: 'POSTGRES_PASSWORD', value: 'of-its-own' }]],
    ['catalog', []],
    ['redis', []],
  ]);
});

test('how long ago a build was is counted to now, however long nothing has happened', async () => {
  await using shop = await built();
  // Its events are of the first second of 1970.
  const { stdout } = await shop.type('builds', 'catalog');
  expect(stdout).toMatch(/live +\d{7,} min/);
});
