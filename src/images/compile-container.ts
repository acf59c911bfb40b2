import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type Docker from 'dockerode';
import { isGone, isUnchanged } from '../adapters/docker/errors.js';
import { inspected } from '../adapters/docker/inspected.js';
import { ourUser } from '../adapters/docker/our-user.js';
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

/** Absolute folders of this machine that a compilation writes into: what it makes, and where it works. */
export interface CompileFolders {
  readonly out: string;
  readonly work: string;
}

const certificates = '/etc/ssl/certs/ca-certificates.crt';
/** An engine may keep a name for a moment for what it no longer shows. */
const mostTurns = 100;

/** The name of the container that works in a folder. One folder has one name, so that no two containers write there at once. */
export function containerName(folder: string): string {
  return `sim-compile-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
}

/**
 * The container that compiles it: the one that another process has at work or left, as it is or as it has ended, else a new
 * one. What came to grief is replaced.
 */
export async function startedContainer(
  compilation: RecipeCompilation,
  folders: CompileFolders,
  signal: AbortSignal,
): Promise<Docker.Container> {
  const { docker, folder } = compilation;
  const name = containerName(folder);
  for (let turn = 0; turn < mostTurns; turn += 1) {
    signal.throwIfAborted();
    const known = await inspected(docker.getContainer(name));
    const container =
      known === undefined ? await created(compilation, folders, name) : docker.getContainer(known.Id);
    // Somebody else was quicker by a moment.
    if (container === undefined) continue;
    if (known === undefined || known.State.Status === 'created') return startOrDiscard(container);
    const { Running, Status, ExitCode } = known.State;
    if (Running) return container;
    if (Status === 'exited' && ExitCode === 0 && (await readdir(folders.out)).length > 0) return container;
    await discard(container);
  }
  throw new SimError('image-unavailable', `the engine has no container ${name} and makes none of that name`, {
    hint: `docker rm --force ${name} sets it free`,
  });
}

/** Removes a container that has ended; resolves when it is gone, with whether it was this call that removed it. */
export async function discard(container: Docker.Container): Promise<boolean> {
  try {
    await container.remove({ force: true, v: true });
    return true;
  } catch (error) {
    if (!isGone(error) && !isUnchanged(error)) throw error;
    await container.wait({ condition: 'removed' }).catch((gone: unknown) => {
      if (!isGone(gone)) throw gone;
    });
    return false;
  }
}

async function startOrDiscard(container: Docker.Container): Promise<Docker.Container> {
  try {
    await container.start();
  } catch (error) {
    if (!isUnchanged(error)) {
      await discard(container);
      throw error;
    }
  }
  return container;
}

/** `undefined` where the name is taken by now. */
async function created(
  compilation: RecipeCompilation,
  folders: CompileFolders,
  name: string,
): Promise<Docker.Container | undefined> {
  try {
    return await create(compilation, folders, name);
  } catch (error) {
    if (isUnchanged(error)) return undefined;
    throw error;
  }
}

async function create(
  { docker, recipe, image, env, labels = {} }: RecipeCompilation,
  { out, work }: CompileFolders,
  name: string,
): Promise<Docker.Container> {
  const variables = {
    ...(await goVariables(env)),
    ...proxyVariables(env),
    ...{ HOME: '/work', GOPATH: '/work/go', GOCACHE: '/work/cache', OUT: '/out' },
  };
  const bundle = certificateBundle(env);
  return docker.createContainer({
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
}
