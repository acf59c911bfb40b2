import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Docker from 'dockerode';
import { createRegistry } from '../../src/adapters/registry.js';
import type { RunCommand } from '../../src/engine/commands.js';
import { createImageProvider } from '../../src/images/create-provider.js';
import type { ImageProvider } from '../../src/images/provider.js';

/** What a pull of an image is answered with: `pulled`, nothing at all, or the words of a refusal. */
export type PullAnswer = 'pulled' | 'never' | 'no such host' | 'manifest unknown' | (string & {});

/** An engine on a Unix socket that knows images only, with a checkout beside it. */
export interface FakeImages extends AsyncDisposable {
  readonly provider: ImageProvider;
  readonly docker: Docker;
  readonly root: string;
  /** What pulled images are for, whatever was asked. */
  givenPlatform: string | undefined;
  /** Commands that do as if. */
  readonly run: RunCommand;
  readonly env: NodeJS.ProcessEnv;
  readonly present: Set<string>;
  /** Of images that are present; others are of linux/amd64. */
  readonly platforms: Map<string, string>;
  /** Every pull, import and build, in order. */
  readonly asked: string[];
  write(path: string, text: string): Promise<void>;
  /** Of one registry, or of all that nothing else was said of. */
  answerPulls(answer: PullAnswer, registry?: string): void;
  failBuilds(said: string): void;
}

/** A checkout with one recipe (postgres:17) and an engine without images. */
export async function fakeImages({
  patienceMs = 200,
  mirrors = [] as readonly string[],
} = {}): Promise<FakeImages> {
  const root = await mkdtemp(join(tmpdir(), 'sim images '));
  const present = new Set<string>();
  const asked: string[] = [];
  const platforms = new Map<string, string>();
  let pulls: PullAnswer = 'no such host';
  const pullsOf = new Map<string, PullAnswer>();
  let buildFailure: string | undefined;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://engine');
    if (url.pathname === '/info') {
      return void response.end(JSON.stringify({ RegistryConfig: { Mirrors: mirrors } }));
    }
    const image = /^\/images\/(.+)\/json$/.exec(url.pathname)?.[1];
    if (image !== undefined) return inspect(decodeURIComponent(image), response);
    const reference = `${url.searchParams.get('fromImage')}:${url.searchParams.get('tag')}`;
    const platform = url.searchParams.get('platform') ?? '';
    if (url.searchParams.has('fromImage')) return pull(reference, platform, response);
    asked.push(`import ${url.searchParams.get('repo')}`);
    present.add(`${url.searchParams.get('repo')}:${url.searchParams.get('tag')}`);
    request.resume().on('end', () => response.end('{"status":"sha256:0"}\n'));
  });
  const inspect = (reference: string, response: ServerResponse) => {
    const [Os, Architecture] = (platforms.get(reference) ?? 'linux/amd64').split('/');
    if (present.has(reference)) response.end(JSON.stringify({ Id: `sha256:${reference}`, Os, Architecture }));
    else if (/[A-Z]/.test(reference)) response.writeHead(400).end('{"message":"it must be lowercase"}');
    else response.writeHead(404).end(JSON.stringify({ message: `No such image: ${reference}` }));
  };
  const pull = (reference: string, platform: string, response: ServerResponse) => {
    asked.push(`pull ${reference}${platform && ` for ${platform}`}`);
    const answer = pullsOf.get(reference.split('/')[0] ?? '') ?? pulls;
    if (answer === 'never') return;
    if (answer === 'pulled') {
      present.add(reference);
      if (platform !== '') platforms.set(reference, fake.givenPlatform ?? platform);
      response.end('{"status":"Pulling from somewhere"}\n{"status":"Status: Downloaded newer image"}\n');
      return;
    }
    const code = answer === 'manifest unknown' ? 404 : 500;
    response.writeHead(code).end(JSON.stringify({ message: `${reference}: ${answer}` }));
  };
  const socket = join(root, 'docker.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));

  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write('stacks/postgres/Dockerfile.local', '# sim:serves postgres:17\nARG BASE\nFROM $BASE\n');
  await write('stacks/postgres/image/docker-entrypoint.sh', '#!/bin/sh\n');
  await write('src/agent/go.mod', 'module x\n');
  await write('src/agent/cmd/runner/main.go', 'package main\n');

  const run: RunCommand = async (command, options) => {
    const text = command.join(' ');
    if (text.includes('buildx')) {
      const tag = command[command.indexOf('--tag') + 1] ?? '';
      const target = command.includes('--target')
        ? ` --target ${command[command.indexOf('--target') + 1]}`
        : '';
      asked.push(`build ${tag.split(':')[0]}${target}`);
      options?.onLine?.('#5 0.12 Unpacking something');
      if (buildFailure !== undefined) return { exitCode: 1, stdout: '', stderr: buildFailure };
      present.add(tag);
    }
    if (text.startsWith('go build')) {
      const output = command[command.indexOf('-o') + 1] ?? '';
      for (const program of ['runner', 'agent']) await writeFile(join(output, program), '');
    }
    if (text.includes('mmdebstrap'))
      await writeFile(command.find((word) => word.endsWith('root.tar')) ?? '', 'tar');
    return { exitCode: 0, stdout: '', stderr: '' };
  };
  await write('bin/mmdebstrap', '#!/bin/sh\n');
  const { chmod } = await import('node:fs/promises');
  await chmod(join(root, 'bin/mmdebstrap'), 0o755);

  const docker = new Docker({ socketPath: socket });
  const provider = createImageProvider({
    docker,
    registry: createRegistry(docker, { patienceMs }),
    builder: { run, buildxCommand: ['docker-buildx'], env: {} },
    architecture: 'amd64',
    root,
    cacheFolder: join(root, '.sim/images'),
    env: { PATH: join(root, 'bin') },
    run,
  });
  const fake: FakeImages = {
    provider,
    givenPlatform: undefined,
    docker,
    root,
    run,
    env: { PATH: join(root, 'bin') },
    present,
    platforms,
    asked,
    write,
    answerPulls: (answer, registry) => {
      if (registry === undefined) pulls = answer;
      else pullsOf.set(registry, answer);
    },
    failBuilds: (said) => {
      buildFailure = said;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
  return fake;
}
