import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type Docker from 'dockerode';
import { containerState } from '../adapters/docker/container-state.js';
import { isUnchanged, translate } from '../adapters/docker/errors.js';
import { readLines } from '../adapters/docker/lines.js';
import { ourUser } from '../adapters/docker/our-user.js';
import { plainText } from '../adapters/docker/plain-text.js';
import { goVariables } from '../adapters/go/go-variables.js';
import { proxyVariables } from '../engine/proxies.js';
import { SimError } from '../errors.js';
import { certificateBundle } from './host-settings.js';
import type { Recipe } from './recipe.js';

/** One compilation for a recipe. */
export interface RecipeCompilation {
  readonly docker: Docker;
  readonly recipe: Recipe;
  /** The image in which it runs. */
  readonly image: string;
  /** Absolute; what was begun is kept here, so that it goes on where it was cut short. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

const certificates = '/etc/ssl/certs/ca-certificates.crt';
const keptLines = 20;

/**
 * Runs a recipe's `compile.sh` and answers the folder of what it made. In a container of its own and not in a build, because
 * builds know no limits: minutes of compiling must not be felt by a shop that already serves.
 */
export async function compileRecipe(
  compilation: RecipeCompilation,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const { recipe, folder } = compilation;
  const [out, work] = [join(folder, 'out'), join(folder, 'work')];
  for (const path of [out, work]) await mkdir(path, { recursive: true, mode: 0o700 });
  const said: string[] = [];
  try {
    const container = await startedContainer(compilation, { out, work });
    let stopped: Promise<unknown> | undefined;
    const stop = () => {
      stopped = container.remove({ force: true }).catch(() => undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const ended = container.wait();
      const log = await container.logs({ follow: true, stdout: true, stderr: true });
      for await (const line of readLines(asReadable(log))) {
        const text = plainText(line);
        said.push(text);
        if (said.length > keptLines) said.shift();
        onProgress(text);
      }
      const { StatusCode } = await ended;
      signal.throwIfAborted();
      await container.remove({ force: true });
      if (StatusCode === 0) return out;
      throw new SimError('image-unavailable', `What ${recipe.serves} is made of could not be compiled.`, {
        detail: said.join('\n'),
        hint: `Its recipe is ${join(recipe.context, 'compile.sh')}; it ended with ${StatusCode}.`,
      });
    } finally {
      signal.removeEventListener('abort', stop);
      await stopped;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof SimError ? error : translate(error);
  }
}

/** The container that does it: a new one, or the one that an earlier process left at work. */
async function startedContainer(
  { docker, recipe, image, folder, env, labels = {} }: RecipeCompilation,
  { out, work }: { readonly out: string; readonly work: string },
): Promise<Docker.Container> {
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const name = `sim-compile-${key}`;
  const known = docker.getContainer(name);
  const state = await containerState(known);
  if (state?.Running) return known;
  if (state !== undefined) await known.remove({ force: true });
  const variables = {
    ...(await goVariables(env)),
    ...proxyVariables(env),
    ...{ HOME: '/work', GOPATH: '/work/go', GOCACHE: '/work/cache', OUT: '/out' },
  };
  const bundle = certificateBundle(env);
  const container = await docker.createContainer({
    name,
    Image: image,
    User: await ourUser(docker),
    Entrypoint: ['sh', '-e'],
    Cmd: ['/recipe/compile.sh'],
    Env: Object.entries(variables).map(([variable, value]) => `${variable}=${value}`),
    WorkingDir: '/work',
    Labels: { 'dev.sim.compile': recipe.serves, ...labels },
    // One stream without frames.
    Tty: true,
    HostConfig: {
      // Next to nothing where anybody else wants the processor, and never more than half of one.
      CpuShares: 2,
      NanoCpus: 0.5e9,
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Mounts: [
        { Type: 'bind', Source: recipe.context, Target: '/recipe', ReadOnly: true },
        { Type: 'bind', Source: out, Target: '/out' },
        { Type: 'bind', Source: work, Target: '/work' },
        ...(bundle === undefined
          ? []
          : [{ Type: 'bind' as const, Source: bundle, Target: certificates, ReadOnly: true }]),
      ],
    },
  });
  await container.start().catch((error: unknown) => {
    if (!isUnchanged(error)) throw error;
  });
  return container;
}

function asReadable(stream: NodeJS.ReadableStream): Readable {
  return stream instanceof Readable ? stream : stream.pipe(new PassThrough());
}
