import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { isGone, translate } from '../adapters/docker/errors.js';
import { readLines } from '../adapters/docker/lines.js';
import { plainText } from '../adapters/docker/plain-text.js';
import { SimError } from '../errors.js';
import {
  type CompileFolders,
  containerName,
  discard,
  type RecipeCompilation,
  startedContainer,
} from './compile-container.js';

const keptLines = 20;
/** Exit codes of a container that ended by SIGKILL, and of one that is not there to be asked. */
const killed = 137;
const gone = -1;

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
  for (;;) {
    const { exitCode, said, removedByOthers } = await follow(compilation, { out, work }, onProgress, signal);
    if (exitCode === 0) return out;
    // An environment that waited for it too has gone down, and took it along.
    if (removedByOthers && (exitCode === gone || exitCode === killed)) continue;
    throw new SimError('image-unavailable', `What ${recipe.serves} is made of could not be compiled.`, {
      detail: said.join('\n'),
      hint: `Its recipe is ${join(recipe.context, 'compile.sh')}; it ended with ${exitCode}.`,
    });
  }
}

interface Outcome {
  readonly exitCode: number;
  /** The last lines. */
  readonly said: readonly string[];
  readonly removedByOthers: boolean;
}

/**
 * Removes what a compilation left, once there is an image of it: until then others who wait for the same find it done. One that
 * still reads of it hears that itself.
 */
export async function forgetCompilation(compilation: RecipeCompilation): Promise<void> {
  const { folder } = compilation;
  await discard(compilation.docker.getContainer(containerName(folder)));
  const leaving = `${folder}.${process.pid}`;
  await rename(folder, leaving).catch(() => undefined);
  await rm(leaving, { recursive: true, force: true }).catch(() => undefined);
}

/** Follows one container to its end; one that failed is removed. */
async function follow(
  compilation: RecipeCompilation,
  folders: CompileFolders,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const said: string[] = [];
  try {
    const container = await startedContainer(compilation, folders, signal);
    let stopped: Promise<unknown> | undefined;
    const stop = () => {
      stopped = container.remove({ force: true, v: true }).catch(() => undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const ended = container.wait();
      // Its log may end in an error first.
      ended.catch(() => undefined);
      const log = await container.logs({ follow: true, stdout: true, stderr: true });
      for await (const line of readLines(asReadable(log))) {
        const text = plainText(line);
        said.push(text);
        if (said.length > keptLines) said.shift();
        onProgress(text);
      }
      const { StatusCode: exitCode } = await ended;
      signal.throwIfAborted();
      return { exitCode, said, removedByOthers: exitCode !== 0 && !(await discard(container)) };
    } finally {
      signal.removeEventListener('abort', stop);
      await stopped;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (isGone(error)) return { exitCode: gone, said, removedByOthers: true };
    throw error instanceof SimError ? error : translate(error);
  }
}

function asReadable(stream: NodeJS.ReadableStream): Readable {
  return stream instanceof Readable ? stream : stream.pipe(new PassThrough());
}
