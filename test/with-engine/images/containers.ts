import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import Docker from 'dockerode';
import { createRegistry } from '../../../src/adapters/registry.js';
import { runCommand } from '../../../src/engine/commands.js';
import { findEngine } from '../../../src/engine/find.js';
import { createImageProvider } from '../../../src/images/create-provider.js';
import type { ImageProvider } from '../../../src/images/provider.js';

/** What the tests of real images share. */
export interface RealEngine {
  readonly docker: Docker;
  readonly provider: ImageProvider;
}

/** The engine of the machine, and a provider over the checkout's own recipes. */
export async function realEngine(root: string, cacheFolder: string): Promise<RealEngine> {
  const found = await findEngine(process.env, AbortSignal.timeout(20_000));
  if (found.state !== 'found') throw new Error(found.message);
  const docker = new Docker(found.options);
  const provider = createImageProvider({
    docker,
    registry: createRegistry(docker),
    builder: { run: runCommand, buildxCommand: found.buildxCommand, env: found.env },
    architecture: found.architecture,
    root,
    cacheFolder,
    env: process.env,
    run: runCommand,
  });
  return { docker, provider };
}

/** A container that is gone with its volumes when the test is over. */
export interface TestContainer extends AsyncDisposable {
  readonly container: Docker.Container;
  /** Runs a command inside; resolves with its exit code and all that it wrote. */
  exec(
    command: readonly string[],
    user?: string,
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Runs a command until it succeeds; the command says what is waited for. */
  until(command: readonly string[]): Promise<string>;
  logs(): Promise<string>;
  /** Its address on the engine's default network. */
  address(): Promise<string>;
  /** The exit code, once it ended. */
  ended(): Promise<number>;
}

/** Starts a container of an image. */
export async function startContainer(
  docker: Docker,
  image: string,
  options: Partial<Docker.ContainerCreateOptions> = {},
): Promise<TestContainer> {
  const name = `sim-test-images-${randomBytes(4).toString('hex')}`;
  const container = await docker.createContainer({ Image: image, name, ...options });
  await container.start();
  const exec = async (command: readonly string[], user = '') => {
    const started = await container.exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      User: user,
    });
    const stream = await started.start({ hijack: true, Tty: true });
    const output = await textOf(stream);
    const { ExitCode } = await started.inspect();
    return { exitCode: ExitCode ?? -1, output: output.trim() };
  };
  return {
    container,
    exec,
    async until(command) {
      const deadline = performance.now() + 60_000;
      for (;;) {
        const { exitCode, output } = await exec(command).catch((error: unknown) => ({
          exitCode: -1,
          output: String(error),
        }));
        if (exitCode === 0) return output;
        if (performance.now() > deadline) throw new Error(`${command.join(' ')} never succeeded: ${output}`);
        await wait(50);
      }
    },
    logs: async () => (await container.logs({ stdout: true, stderr: true })).toString('utf8'),
    address: async () => (await container.inspect()).NetworkSettings.Networks.bridge?.IPAddress ?? '',
    ended: async () => ((await container.wait()) as { readonly StatusCode: number }).StatusCode,
    [Symbol.asyncDispose]: () => container.remove({ force: true, v: true }),
  };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
