import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFile } from '../../src/environment/build-file.js';
import { type BuildBase, buildHelp } from '../../src/images/build-help.js';

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim help $ '));
  bundle = join(folder, 'ca.crt');
  await writeFile(bundle, '');
  await writeFile(
    join(folder, 'Dockerfile'),
    'FROM golang:1.26 AS build\nARG GOPROXY\nRUN --mount=type=secret,id=ca-bundle true\nFROM alpine:3\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const served = ({ name, reference = 'sim-t-base', service }: BuildBase) =>
  Promise.resolve(
    name.startsWith('golang') && service === undefined ? 'sim.local/golang:1.26-abc' : reference,
  );

describe('what the build of a service gets besides what is declared', () => {
  test('a base that is served by another image, the module proxy and the certificates that its Dockerfile asks for', async () => {
    const env = { SSL_CERT_FILE: bundle, GOPROXY: 'https://proxy.example', GOFLAGS: '-x' };
    const help = await buildHelp({ context: folder }, env, served);
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
    const help = await buildHelp(build, { SSL_CERT_FILE: bundle, GOPROXY: 'https://proxy.example' }, served);
    expect(buildFile('api', help)).toBeUndefined();
  });

  test('a Dockerfile that asks for nothing gets nothing', async () => {
    const build = { context: folder, dockerfile_inline: 'FROM alpine:3\n' };
    expect(
      buildFile('api', await buildHelp(build, { GOPROXY: 'x', SSL_CERT_FILE: bundle }, served)),
    ).toBeUndefined();
  });
});
