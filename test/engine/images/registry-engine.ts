import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import Docker from 'dockerode';
import { runCommand } from '../../../src/engine/commands.js';
import { createPrivateApt } from '../../../src/engine/install/apt.js';
import { fittingDistribution } from '../../../src/engine/install/distribution.js';
import { unpackPackages } from '../../../src/engine/install/packages.js';
import { enginePrefix, prefixEnvironment } from '../../../src/engine/prefix.js';

/** An engine of the test's own, whose mirror is a registry of the test's own. Both are gone afterwards. */
export interface RegistryEngine extends AsyncDisposable {
  readonly docker: Docker;
  /** Makes an image that holds nothing but its label, and puts it into the registry under an official name. */
  publish(reference: string, label: string): Promise<void>;
  stopRegistry(): Promise<void>;
}

/** Starts both. `toolFolder` keeps the registry's program from run to run. */
export async function registryEngine(toolFolder: string): Promise<RegistryEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-registry-'));
  const port = await freePort();
  const registry = await startRegistry(await registryProgram(toolFolder), folder, port);
  const bridge = await createBridge(port);
  const daemon = await startDaemon(folder, port, bridge.name);
  const docker = new Docker({ socketPath: join(folder, 'docker.sock') });
  return {
    docker,
    async publish(reference, label) {
      const [name, tag] = reference.split(':');
      const local = `127.0.0.1:${port}/library/${name}`;
      await finished(
        docker,
        await docker.importImage(Readable.from([Buffer.alloc(1024)]), {
          repo: local,
          tag,
          changes: `LABEL stand-in=${label}`,
        }),
      );
      const image = docker.getImage(`${local}:${tag}`);
      await finished(
        docker,
        await image.push({ authconfig: { username: '', password: '', serveraddress: '' } }),
      );
      await image.remove();
    },
    stopRegistry: () => end(registry),
    [Symbol.asyncDispose]: async () => {
      await end(registry);
      await end(daemon);
      await bridge.remove();
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

async function startRegistry(program: string, folder: string, port: number): Promise<ChildProcess> {
  const config = join(folder, 'registry.yml');
  const storage = join(folder, 'registry');
  await writeFile(
    config,
    `version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: ${storage}\nhttp:\n  addr: 127.0.0.1:${port}\n`,
  );
  const child = await start(program, ['serve', config], {}, join(folder, 'registry.log'));
  await answers(`http://127.0.0.1:${port}/v2/`, child, join(folder, 'registry.log'));
  return child;
}

/** A bridge that the machine's engine makes for the other one: `--bridge=none` would remove the machine's own docker0. */
async function createBridge(port: number): Promise<{ readonly name: string; remove(): Promise<void> }> {
  const name = `simreg${port}`;
  const network = await new Docker().createNetwork({
    Name: `sim-test-registry-${port}`,
    Options: { 'com.docker.network.bridge.name': name },
  });
  return { name, remove: () => network.remove() };
}

// No firewall rules: it only ever pulls, and must not touch those of the machine's engine.
async function startDaemon(folder: string, port: number, bridge: string): Promise<ChildProcess> {
  const prefix = enginePrefix(process.env);
  const own = join(prefix.root, 'usr/sbin/dockerd');
  const socket = join(folder, 'docker.sock');
  const args = [
    ...[`--host=unix://${socket}`, `--data-root=${folder}/data`, `--exec-root=${folder}/exec`],
    ...[`--pidfile=${folder}/dockerd.pid`, `--bridge=${bridge}`, '--iptables=false', '--ip6tables=false'],
    `--registry-mirror=http://127.0.0.1:${port}`,
  ];
  const log = join(folder, 'dockerd.log');
  const child = await start(
    existsSync(own) ? own : 'dockerd',
    args,
    prefixEnvironment(prefix, process.env),
    log,
  );
  const docker = new Docker({ socketPath: socket });
  await until(child, log, () => docker.ping());
  return child;
}

async function start(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  log: string,
): Promise<ChildProcess> {
  await using output = await open(log, 'a');
  return spawn(program, args, { stdio: ['ignore', output.fd, output.fd], env: { ...process.env, ...env } });
}

function answers(url: string, child: ChildProcess, log: string): Promise<void> {
  return until(child, log, async () => {
    if (!(await fetch(url)).ok) throw new Error(`${url} is not ready`);
  });
}

async function until(child: ChildProcess, log: string, attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(await readFile(log, 'utf8'));
    const done = await attempt().then(
      () => true,
      () => false,
    );
    if (done) return;
    await wait(50);
  }
  throw new Error(await readFile(log, 'utf8'));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
