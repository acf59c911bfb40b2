import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { runCommand } from '../../../src/engine/commands.js';
import { createPrivateApt } from '../../../src/engine/install/apt.js';
import { fittingDistribution } from '../../../src/engine/install/distribution.js';
import { unpackPackages } from '../../../src/engine/install/packages.js';
import { freePort } from '../fixtures/free-port.ts';
import { privateEngine } from '../fixtures/private-engine.ts';
import { end, startProgram, untilItAnswers } from '../fixtures/program.ts';

/** An engine of the test's own, whose mirror is a registry of the test's own. Both are gone afterwards. */
export interface RegistryEngine extends AsyncDisposable {
  readonly docker: Docker;
  /** Makes an image that holds nothing but its label, and puts it into the registry under an official name. */
  publish(reference: string, label: string): Promise<void>;
  /** Puts a list of such images into the first registry, one per platform, each with its platform as label; resolves with its name. */
  publishList(platforms: readonly string[]): Promise<string>;
  stopRegistry(): Promise<void>;
  /** Puts such an image into a second registry, which asks for `login`; resolves with the name to pull. */
  publishPrivately(label: string): Promise<string>;
}

/** Who may use the second registry. */
export const login = { username: 'tester', password: 'only for tests' };

/** Starts both. `toolFolder` keeps the registry's program from run to run. */
export async function registryEngine(toolFolder: string): Promise<RegistryEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-registry-'));
  const port = await freePort();
  const program = await registryProgram(toolFolder);
  const registry = await startRegistry(program, join(folder, 'open'), port);
  const closedPort = await freePort();
  const closed = await startRegistry(program, join(folder, 'closed'), closedPort, await passwordFile(folder));
  const engine = await privateEngine([`--registry-mirror=http://127.0.0.1:${port}`]);
  const { docker } = engine;
  const push = async (
    { repo, tag, ...rest }: { repo: string; tag: string | undefined; changes: string; platform?: string },
    user = { username: '', password: '' },
  ) => {
    const source = Readable.from([Buffer.alloc(1024)]);
    await finished(docker, await docker.importImage(source, { repo, tag, ...rest }));
    const image = docker.getImage(`${repo}:${tag}`);
    await finished(docker, await image.push({ authconfig: { ...user, serveraddress: '' } }));
    await image.remove();
    return `${repo}:${tag}`;
  };
  return {
    docker,
    async publish(reference, label) {
      const [name, tag] = reference.split(':');
      await push({ repo: `127.0.0.1:${port}/library/${name}`, tag, changes: `LABEL stand-in=${label}` });
    },
    publishPrivately: (label) =>
      push({ repo: `127.0.0.1:${closedPort}/team/app`, tag: '1', changes: `LABEL stand-in=${label}` }, login),
    async publishList(platforms) {
      const at = `http://127.0.0.1:${port}/v2/team/multi/manifests`;
      const manifests = [];
      for (const platform of platforms) {
        const [os = '', architecture = ''] = platform.split('/');
        const changes = `LABEL stand-in=${platform}`;
        await push({ repo: `127.0.0.1:${port}/team/multi`, tag: architecture, changes, platform });
        const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
        const found = await fetch(`${at}/${architecture}`, { headers: { accept: mediaType } });
        const bytes = Buffer.from(await found.arrayBuffer());
        const digest = found.headers.get('docker-content-digest');
        manifests.push({ mediaType, size: bytes.length, digest, platform: { os, architecture } });
      }
      const mediaType = 'application/vnd.docker.distribution.manifest.list.v2+json';
      const body = JSON.stringify({ schemaVersion: 2, mediaType, manifests });
      const put = await fetch(`${at}/1`, { method: 'PUT', body, headers: { 'content-type': mediaType } });
      if (put.status !== 201) throw new Error(`the list was refused: ${await put.text()}`);
      return `127.0.0.1:${port}/team/multi:1`;
    },
    stopRegistry: () => end(registry),
    [Symbol.asyncDispose]: async () => {
      await end(registry);
      await end(closed);
      await engine[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function finished(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) =>
    docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error))),
  );
}

async function registryProgram(folder: string): Promise<string> {
  const root = join(folder, 'root');
  const program = join(root, 'usr/bin/docker-registry');
  if (existsSync(program)) return program;
  const distribution = fittingDistribution();
  if (distribution === undefined) throw new Error('the registry of this test comes from Debian or Ubuntu');
  const signal = AbortSignal.timeout(120_000);
  const apt = await createPrivateApt(join(folder, 'apt'), distribution, runCommand, signal);
  await apt.update(signal);
  await apt.downloadMissing(['docker-registry'], signal);
  await mkdir(root, { recursive: true });
  await unpackPackages(apt.archives, root, runCommand, signal);
  return program;
}

/** `login`, hashed the way that registries want it. */
async function passwordFile(folder: string): Promise<string> {
  const path = join(folder, 'htpasswd');
  await writeFile(path, `${login.username}:$2b$04$N9wlhE.3dETNgvJpg7EtOe7KcxrmE1Qp494PVoyBWkpDATyL0coRy\n`);
  return path;
}

async function startRegistry(
  program: string,
  folder: string,
  port: number,
  passwords?: string,
): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'registry.yml');
  const storage = join(folder, 'registry');
  await writeFile(
    config,
    `version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: ${storage}\nhttp:\n  addr: 127.0.0.1:${port}\n${
      passwords === undefined ? '' : `auth:\n  htpasswd:\n    realm: tests\n    path: ${passwords}\n`
    }`,
  );
  const log = join(folder, 'registry.log');
  const child = await startProgram(program, ['serve', config], {}, log);
  await untilItAnswers(child, log, async () => {
    const { status } = await fetch(`http://127.0.0.1:${port}/v2/`);
    if (status !== 200 && status !== 401) throw new Error('it is not ready');
  });
  return child;
}
