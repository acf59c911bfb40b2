import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFile } from '../../src/environment/build-file.js';
import { readDockerfile } from '../../src/environment/dockerfile.js';
import { type BuildBase, basesOf, prepareBuild } from '../../src/images/build-help.js';

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim help $ '));
  bundle = join(folder, 'ca.crt');
  await writeFile(bundle, '');
  await writeFile(
    join(folder, 'Dockerfile'),
    'FROM golang:1.26 AS build\nARG GOPROXY\nRUN --mount=type=secret,id=ca-bundle true\nFROM alpine:3\nCOPY --from=build /x /x\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const go = { for: 'golang:1.26', by: 'Go 1.26.8', image: 'sim.local/golang:1.26-abc' };

function prepared(build: Parameters<typeof prepareBuild>[0], env: NodeJS.ProcessEnv, hasFrontend = true) {
  return prepareBuild(build, {
    env,
    folder: join(folder, 'handed over'),
    hasFrontend: async () => hasFrontend,
    imageOf: async ({ name, service }: BuildBase) => {
      return /golang/.test(name) && service === undefined
        ? { reference: go.image, standIns: [{ ...go, for: name }] }
        : undefined;
    },
  });
}

describe('what the build of a service gets besides what is declared', () => {
  test('a base that is served by another image, the module proxy and the certificates that its Dockerfile asks for', async () => {
    const env = { SSL_CERT_FILE: bundle, GOPROXY: 'https://proxy.example', GOFLAGS: '-x' };
    const { help, standIns } = await prepared({ context: folder }, env);
    expect(standIns).toEqual([go]);
    expect(buildFile('api', help)?.replaceAll(folder.replaceAll('$', '$$$$'), '<folder>')).toBe(`services:
  api:
    build:
      additional_contexts:
        "golang:1.26": "docker-image://sim.local/golang:1.26-abc"
      args:
        GOPROXY: "https://proxy.example"
      secrets:
        - source: sim-ca-bundle
          target: ca-bundle
secrets:
  sim-ca-bundle:
    file: "<folder>/ca.crt"
`);
  });

  test('what the user says wins', async () => {
    const build = {
      context: folder,
      args: { GOPROXY: 'direct' },
      additional_contexts: { 'golang:1.26': '../go' },
      secrets: [{ source: 'ca-bundle' }],
    };
    const { help } = await prepared(build, { SSL_CERT_FILE: bundle, GOPROXY: 'https://proxy.example' });
    expect(buildFile('api', help)).toBeUndefined();
  });

  test('a Dockerfile that asks for nothing gets nothing', async () => {
    const build = { context: folder, dockerfile_inline: 'FROM alpine:3\n' };
    const { help } = await prepared(build, { GOPROXY: 'x', SSL_CERT_FILE: bundle });
    expect(buildFile('api', help)).toBeUndefined();
  });

  test('a base goes by the name under which BuildKit looks for it', async () => {
    const build = { context: folder, dockerfile_inline: 'FROM docker.io/library/golang:latest\n' };
    const { help } = await prepared(build, {});
    expect(help.bases).toEqual({ golang: go.image });
  });

  test('a base is known with the line that names it', async () => {
    const build = { dockerfile: 'api/Dockerfile', additional_contexts: { 'b:2': 'docker-image://c:3' } };
    const needs = readDockerfile('# why\nFROM a:1 AS one\nFROM b:2\nCOPY --from=one /x /x\n', {});
    expect(basesOf(build, needs)).toMatchObject([
      { name: 'a:1', place: 'api/Dockerfile:2' },
      { name: 'b:2', reference: 'c:3' },
    ]);
  });

  test('a base of a stage that nothing is made of is asked for by nobody', async () => {
    const build = {
      context: folder,
      dockerfile_inline: 'FROM postgres:16 AS db\nFROM golang:1 AS dev\nFROM db\n',
      target: 'dev',
    };
    expect((await prepared(build, {})).help.bases).toEqual({ 'golang:1': go.image });
  });
});

describe('a frontend line', () => {
  const text = '# syntax=docker/dockerfile:1\nFROM alpine:3\n';

  test('that the builder can follow is left alone', async () => {
    await writeFile(join(folder, 'Dockerfile.front'), text);
    const { help, standIns } = await prepared({ context: folder, dockerfile: 'Dockerfile.front' }, {});
    expect(buildFile('api', help)).toBeUndefined();
    expect(standIns).toEqual([]);
  });

  test('that it can’t is left out of a copy, and the file stays as it is', async () => {
    await writeFile(join(folder, 'Dockerfile.front'), text);
    await writeFile(join(folder, 'Dockerfile.front.dockerignore'), 'secret\n');
    const { help, standIns } = await prepared({ context: folder, dockerfile: 'Dockerfile.front' }, {}, false);
    const copy = join(folder, 'handed over', 'Dockerfile.front');
    expect(buildFile('api', help)).toContain(`dockerfile: "${copy.replaceAll('$', '$$$$')}"`);
    expect(await readFile(copy, 'utf8')).toBe('#\nFROM alpine:3\n');
    expect(await readFile(`${copy}.dockerignore`, 'utf8')).toBe('secret\n');
    expect(await readFile(join(folder, 'Dockerfile.front'), 'utf8')).toBe(text);
    expect(standIns).toEqual([
      { for: 'docker/dockerfile:1', by: "the builder's own frontend", image: undefined },
    ]);
  });

  test('of a text in the Compose file is left out of that', async () => {
    const { help } = await prepared({ context: folder, dockerfile_inline: text }, {}, false);
    expect(help.inline).toBe('#\nFROM alpine:3\n');
  });
});
