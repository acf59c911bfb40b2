import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../src/adapters/registry.js';
import { fakeImages } from './fake-images.js';

const postgres = 'postgres:17.12-trixie';
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

describe('which image serves a name', () => {
  test('a present image is used and nobody is asked', async () => {
    await using fake = await fakeImages();
    fake.present.add(postgres);
    expect(await fake.provider.find(postgres, 'auto', quiet)).toMatchObject({
      reference: postgres,
      source: 'present',
    });
    expect(fake.asked).toEqual([]);
  });

  test('what is no name of an image is refused for it, and nobody is asked', async () => {
    await using fake = await fakeImages();
    await expect(fake.provider.find('UPPER:8', 'auto', quiet)).rejects.toMatchObject({
      code: 'image-unavailable',
      message: "'UPPER:8' is no name of an image: it must be lowercase",
    });
    expect(fake.asked).toEqual([]);
  });

  test('a registry that answers is preferred to a recipe', async () => {
    await using fake = await fakeImages();
    fake.answerPulls('pulled');
    expect(await fake.provider.find(postgres, 'auto', quiet)).toMatchObject({
      reference: postgres,
      source: 'registry',
    });
    expect(fake.asked).toEqual([`pull ${postgres}`]);
  });

  test('without a registry the recipe makes it, on a base that is made first', async () => {
    await using fake = await fakeImages();
    const found = await fake.provider.find(postgres, 'auto', quiet);
    expect(found.source).toBe('local-recipe');
    expect(found.reference).toMatch(/^sim\.local\/postgres:17-[0-9a-f]{12}$/);
    expect(fake.asked).toEqual([`pull ${postgres}`, 'import sim.local/base', 'build sim.local/postgres']);
  });

  test('an unchanged recipe is not built again, and the registry is not asked again', async () => {
    await using fake = await fakeImages();
    await fake.provider.find(postgres, 'auto', quiet);
    const before = [...fake.asked];
    await fake.provider.find(postgres, 'auto', quiet);
    expect(fake.asked).toEqual(before);
  });

  test('a change to a file of the recipe makes a new image under a new name', async () => {
    await using fake = await fakeImages();
    const first = await fake.provider.find(postgres, 'local', quiet);
    await fake.write('stacks/postgres/image/docker-entrypoint.sh', '#!/bin/sh\n# changed\n');
    const second = await fake.provider.find(postgres, 'local', quiet);
    expect(second.reference).not.toBe(first.reference);
    expect(fake.asked.filter((what) => what === 'build sim.local/postgres')).toHaveLength(2);
  });

  test('a change to the configuration beside the recipe makes none', async () => {
    await using fake = await fakeImages();
    const first = await fake.provider.find(postgres, 'local', quiet);
    await fake.write('stacks/postgres/config/postgresql.conf', 'work_mem = 8MB\n');
    expect(await fake.provider.find(postgres, 'local', quiet)).toMatchObject({ reference: first.reference });
  });

  test('local never asks the registry, even where the official image is present', async () => {
    await using fake = await fakeImages();
    fake.present.add(postgres);
    expect((await fake.provider.find(postgres, 'local', quiet)).source).toBe('local-recipe');
    expect(fake.asked.filter((what) => what.startsWith('pull'))).toEqual([]);
  });

  test('registry never builds, and says why there is no image', async () => {
    await using fake = await fakeImages();
    await expect(fake.provider.find(postgres, 'registry', quiet)).rejects.toMatchObject({
      code: 'image-unavailable',
      message: `${postgres} is not here, and Docker Hub can't be reached: no such host.`,
      hint: expect.stringContaining('--images auto'),
    });
    expect(fake.asked).toEqual([`pull ${postgres}`]);
  });

  test('an image without a recipe is unavailable by name, with what to do', async () => {
    await using fake = await fakeImages();
    await expect(fake.provider.find('grafana/grafana:11.2', 'auto', quiet)).rejects.toMatchObject({
      message: "grafana/grafana:11.2 is not here, and Docker Hub can't be reached: no such host.",
      hint: expect.stringContaining('docker pull grafana/grafana:11.2'),
    });
  });

  test('a name that the registry does not know is told from a registry that does not answer', async () => {
    await using fake = await fakeImages();
    fake.answerPulls('manifest unknown');
    await expect(fake.provider.find('grafana/grafana:0', 'auto', quiet)).rejects.toMatchObject({
      message: 'Docker Hub has no image grafana/grafana:0.',
    });
  });

  test('a recipe of another major version does not stand in', async () => {
    await using fake = await fakeImages();
    await expect(fake.provider.find('postgres:16.4', 'auto', quiet)).rejects.toMatchObject({
      code: 'image-unavailable',
    });
  });

  test('two services with one image share the work', async () => {
    await using fake = await fakeImages();
    const [a, b] = await Promise.all([
      fake.provider.find(postgres, 'auto', quiet),
      fake.provider.find(postgres, 'auto', quiet),
    ]);
    expect(a).toEqual(b);
    expect(fake.asked.filter((what) => what === 'build sim.local/postgres')).toHaveLength(1);
  });

  test('one recipe file serves several images, each by its own stage, even without files of its own', async () => {
    await using fake = await fakeImages();
    await fake.write(
      'stacks/metrics/Dockerfile.local',
      '# sim:serves prom/one:v1 --target one\n# sim:serves prom/two:2 --target two\nARG BASE\nFROM $BASE\n',
    );
    expect((await fake.provider.find('prom/one:v1.9.0', 'local', quiet)).reference).toMatch(
      /^sim\.local\/prom\/one:v1-/,
    );
    await fake.provider.find('prom/two:2.1', 'local', quiet);
    expect(fake.asked.slice(-2)).toEqual([
      'build sim.local/prom/one --target one',
      'build sim.local/prom/two --target two',
    ]);
  });

  test('a base with a recipe is replaced where it can be had in no other way, and only then', async () => {
    await using fake = await fakeImages();
    expect(await fake.provider.base('alpine:3', 'auto', quiet)).toBeUndefined();
    expect(await fake.provider.base(postgres, 'registry', quiet)).toBeUndefined();
    expect(fake.asked).toEqual([]);
    expect(await fake.provider.base(postgres, 'auto', quiet)).toMatchObject({
      reference: expect.stringMatching(/^sim\.local\/postgres:17-/),
      standIns: [{ for: postgres, by: 'postgres 17 of Debian trixie' }],
    });
    fake.present.add(postgres);
    expect(await fake.provider.base(postgres, 'auto', quiet)).toBeUndefined();
  });

  test('a base of a version that no recipe makes is unavailable here, before the builder finds out', async () => {
    await using fake = await fakeImages();
    await expect(fake.provider.base('postgres:16', 'auto', quiet)).rejects.toMatchObject({
      code: 'image-unavailable',
      hint: expect.stringContaining('The recipe here makes postgres:17.'),
    });
  });

  test('what a recipe serves is told with what it stands in for, the first time and later', async () => {
    await using fake = await fakeImages();
    for (const _ of [1, 2]) {
      const { reference, standIns } = await fake.provider.find('postgres', 'auto', quiet);
      expect(standIns).toEqual([{ for: 'postgres', by: 'postgres 17 of Debian trixie', image: reference }]);
    }
  });

  test('a tag with alpine in it is made on the stand-in for Alpine, of the same release', async () => {
    await using fake = await fakeImages();
    const comments = '# sim:serves cache:7 --suite bookworm --alpine\n# sim:serves cache:8 --alpine\n';
    await fake.write('stacks/cache/Dockerfile.local', `${comments}ARG BASE\nFROM $BASE\n`);
    await fake.write('src/images/bases/alpine/Dockerfile.local', '# sim:serves alpine:3 --any as Debian\n');
    const { reference, standIns } = await fake.provider.find('cache:7.2-alpine', 'local', quiet);
    expect(reference).toMatch(/^sim\.local\/cache:7-alpine-/);
    expect(standIns).toMatchObject([{ by: 'cache 7 of Debian bookworm, with a small apk' }]);
    expect(fake.asked).toEqual(['import sim.local/base', 'build sim.local/alpine', 'build sim.local/cache']);
    expect([...fake.present].find((name) => name.startsWith('sim.local/base:'))).toContain('bookworm');
  });

  test('a frontend is asked of the registry, unless it is known where to look', async () => {
    await using fake = await fakeImages();
    const has = (mode: 'auto' | 'local' | 'registry') =>
      fake.provider.hasFrontend('docker/dockerfile:1', mode, quiet);
    expect(await has('registry')).toBe(true);
    expect(await has('local')).toBe(false);
    expect(fake.asked).toEqual([]);
    expect(await has('auto')).toBe(false);
    expect(fake.asked).toEqual(['pull docker/dockerfile:1']);
  });

  test('whoever waits hears so before anything begins that takes long, and nothing where all is there', async () => {
    await using fake = await fakeImages();
    const told: string[] = [];
    const telling = { ...quiet, onProgress: (text: string) => told.push(`${text} (${fake.asked.length})`) };
    await fake.provider.find(postgres, 'auto', telling);
    expect(told.slice(0, 2)).toEqual(['asking the registry (0)', 'making it from its recipe (1)']);
    told.length = 0;
    await fake.provider.find(postgres, 'auto', telling);
    expect(told).toEqual([]);
  });

  test('a failed build says what the builder said last', async () => {
    await using fake = await fakeImages();
    fake.failBuilds(
      '#6 1.20 E: Unable to locate package postgresql-99\nERROR: failed to solve: exit code: 100',
    );
    await expect(fake.provider.find(postgres, 'local', quiet)).rejects.toMatchObject({
      code: 'image-unavailable',
      message: 'The local image for postgres:17 could not be built.',
      detail: 'E: Unable to locate package postgresql-99\nERROR: failed to solve: exit code: 100',
    });
  });

  test('a full disk is named as the reason', async () => {
    await using fake = await fakeImages();
    fake.failBuilds('#6 1.20 write /var/lib: no space left on device\nERROR: failed to solve');
    await expect(fake.provider.find(postgres, 'local', quiet)).rejects.toMatchObject({
      hint: expect.stringContaining('disk is full'),
    });
  });

  test("Sim's own image is made once per content of its sources, and tests do not count", async () => {
    await using fake = await fakeImages();
    const first = await fake.provider.own('runtime', quiet);
    await fake.write('src/agent/cmd/runner/main_test.go', 'package main\n');
    expect(await fake.provider.own('runtime', quiet)).toMatchObject({
      reference: first.reference,
      source: 'present',
    });
    await fake.write('src/agent/cmd/runner/main.go', 'package main // changed\n');
    expect((await fake.provider.own('runtime', quiet)).reference).not.toBe(first.reference);
  });
});

describe('the platform that is wanted', () => {
  const arm = { ...quiet, platform: 'linux/arm64' };

  test('is asked of the registry; an image of another platform that is here is none', async () => {
    await using fake = await fakeImages();
    fake.present.add('team/app:1');
    fake.answerPulls('pulled');
    expect(await fake.provider.find('team/app:1', 'auto', arm)).toMatchObject({ source: 'registry' });
    expect(fake.asked).toEqual(['pull team/app:1 for linux/arm64']);
    expect(await fake.provider.find('team/app:1', 'auto', arm)).toMatchObject({ source: 'present' });
    expect(fake.asked).toHaveLength(1);
  });

  test('the engine’s own, however it is written, takes what is here', async () => {
    await using fake = await fakeImages();
    fake.present.add('team/app:1');
    const find = { ...quiet, platform: 'linux/x86_64' };
    expect(await fake.provider.find('team/app:1', 'auto', find)).toMatchObject({ source: 'present' });
  });

  test.each([
    ['auto', `${postgres} for linux/arm64 is not here, and Docker Hub can't be reached: no such host.`],
    ['local', `No recipe makes ${postgres} for linux/arm64.`],
  ] as const)(
    'that no recipe makes is named, and what the recipe makes (--images %s)',
    async (mode, message) => {
      await using fake = await fakeImages();
      await expect(fake.provider.find(postgres, mode, arm)).rejects.toMatchObject({
        message,
        hint: 'The recipe here makes linux/amd64 only.',
      });
      expect(fake.asked.filter((what) => what.startsWith('build'))).toEqual([]);
    },
  );
});

test('an image of another platform that a registry gives all the same is none', async () => {
  await using fake = await fakeImages();
  fake.answerPulls('pulled');
  fake.givenPlatform = 'linux/amd64';
  await expect(
    fake.provider.find('team/app:1', 'auto', { ...quiet, platform: 'linux/arm64' }),
  ).rejects.toMatchObject({
    message: 'Docker Hub has no team/app:1 for linux/arm64.',
    detail: 'team/app:1 is for linux/amd64',
  });
});

describe('a pull_policy', () => {
  test('always asks for what is here, and nothing stands in for the newest', async () => {
    await using fake = await fakeImages();
    const find = { ...quiet, policy: { kind: 'always' } as const };
    fake.present.add('team/app:1');
    await expect(fake.provider.find('team/app:1', 'auto', find)).rejects.toMatchObject({
      message: "team/app:1 is here and may be old, and Docker Hub can't be reached: no such host.",
      hint: 'Without its pull_policy the one that is here is used.',
    });
    fake.answerPulls('pulled');
    expect(await fake.provider.find('team/app:1', 'auto', { ...find, asked: 1 })).toMatchObject({
      source: 'registry',
    });
  });

  test('never asks nobody, and is named as the reason', async () => {
    await using fake = await fakeImages();
    fake.answerPulls('pulled');
    const find = { ...quiet, policy: { kind: 'never' } as const };
    await expect(fake.provider.find('team/app:1', 'auto', find)).rejects.toMatchObject({
      message: 'team/app:1 is not here, and pull_policy: never keeps it from being pulled.',
      hint: expect.stringContaining('docker pull team/app:1'),
    });
    expect(fake.asked).toEqual([]);
  });

  test('always still lets a recipe serve where no registry is reached', async () => {
    await using fake = await fakeImages();
    const find = { ...quiet, policy: { kind: 'always' } as const };
    expect(await fake.provider.find(postgres, 'auto', find)).toMatchObject({ source: 'local-recipe' });
  });
});

describe('registries', () => {
  const down = 'Get "http://localhost:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused';
  const failure = (finding: Promise<unknown>) =>
    finding.then(
      () => 'found',
      (error: Error) => error.message,
    );

  test('speak each for itself', async () => {
    await using fake = await fakeImages();
    fake.answerPulls(down, 'localhost:5999');
    fake.answerPulls('pulled', 'localhost:5017');
    const find = (reference: string) => failure(fake.provider.find(reference, 'auto', quiet));
    const [a, b] = await Promise.all([find('localhost:5999/a:1'), find('localhost:5017/sample:pub')]);
    expect(a).toBe("localhost:5999/a:1 is not here, and localhost:5999 can't be reached.");
    expect(b).toBe('found');
    expect(await find('localhost:5017/more:1')).toBe('found');
  });

  test('that are down are asked once a command, and again by the next', async () => {
    await using fake = await fakeImages();
    fake.answerPulls(down, 'localhost:5999');
    const find = (name: string, asked: number) =>
      failure(fake.provider.find(`localhost:5999/${name}:1`, 'auto', { ...quiet, asked }));
    await Promise.all([find('a', 1), find('b', 1)]);
    await find('c', 1);
    expect(fake.asked).toHaveLength(1);
    await find('a', 2);
    expect(fake.asked).toHaveLength(2);
    fake.answerPulls('pulled', 'localhost:5999');
    expect(await find('a', 3)).toBe('found');
  });

  test('behind a mirror answer each for what the mirror has not: Docker Hub that is down says nothing of the rest', async () => {
    await using fake = await fakeImages({ mirrors: ['http://127.0.0.1:5000/'] });
    const find = (one: string) => failure(fake.provider.find(one, 'auto', quiet));
    await Promise.all(['a/a:1', 'b/b:1'].map(find));
    expect(fake.asked).toEqual(['pull a/a:1', 'pull b/b:1']);
  });

  test('that refuse one image are asked for the next', async () => {
    await using fake = await fakeImages();
    fake.answerPulls('manifest unknown');
    await Promise.all(['a/a:1', 'b/b:1'].map((one) => failure(fake.provider.find(one, 'auto', quiet))));
    expect(fake.asked).toHaveLength(2);
  });

  test.each([
    [
      'lookup registry.example on 127.0.0.53:53: no such host',
      "registry.example/a:1 is not here, and registry.example can't be reached: no such host.",
      'Check the name of the registry, and the network.',
    ],
    [
      'no basic auth credentials',
      'registry.example does not give registry.example/a:1 to you: it wants a login, or has no such image.',
      'Check its name, or log in: docker login registry.example',
    ],
    [
      'toomanyrequests: You have reached your pull rate limit',
      'registry.example/a:1 is not here, and registry.example gives you no more images for now: its limit is reached.',
      'Try again later, or log in: docker login',
    ],
    [
      'x509: certificate signed by unknown authority',
      "registry.example/a:1 is not here, and registry.example can't be trusted: its TLS certificate is not known here, or it has none.",
      "Give the engine its certificate authority, or name it in the engine's insecure-registries.",
    ],
    [
      'no matching manifest for linux/amd64 in the manifest list entries',
      'registry.example has no registry.example/a:1.',
      'Take another platform or another tag.',
    ],
    [
      'received unexpected HTTP status: 500 Internal Server Error',
      'registry.example/a:1 is not here, and registry.example could not give it.',
      'No recipe makes it; pull it once while it can be reached: docker pull registry.example/a:1',
    ],
  ])('are quoted by what is wrong: %s', async (said, message, hint) => {
    await using fake = await fakeImages();
    fake.answerPulls(said);
    await expect(fake.provider.find('registry.example/a:1', 'auto', quiet)).rejects.toMatchObject({
      ...{ code: 'image-unavailable', message, hint },
      detail: expect.stringContaining(said),
    });
  });

  test('are not blamed where the engine has gone', async () => {
    const fake = await fakeImages();
    await fake[Symbol.asyncDispose]();
    const registry = createRegistry(fake.docker);
    const request = { reference: 'a/a:1', platform: undefined, asked: 1 };
    await expect(registry.pull(request, () => undefined, quiet.signal)).rejects.toMatchObject({
      code: 'engine-lost',
    });
  });
});

describe('a registry that does not answer', () => {
  test('costs its patience once, not once per image', async () => {
    await using fake = await fakeImages({ patienceMs: 150 });
    fake.answerPulls('never');
    const began = performance.now();
    await Promise.allSettled(
      ['a/a:1', 'b/b:1', 'c/c:1'].map((reference) => fake.provider.find(reference, 'auto', quiet)),
    );
    expect(fake.asked).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  test('is not waited for by whoever gives up', async () => {
    await using fake = await fakeImages({ patienceMs: 60_000 });
    fake.answerPulls('never');
    const giving = new AbortController();
    const finding = fake.provider.find('a/a:1', 'auto', { ...quiet, signal: giving.signal });
    giving.abort(new Error('given up'));
    await expect(finding).rejects.toThrow('given up');
  });
});
