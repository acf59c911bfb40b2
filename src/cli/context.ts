import { join } from 'node:path';
import { stateRootOf } from '../adapters/controller/state-dir.js';
import { requirePrivateFolder } from '../adapters/private-folder.js';
import { type Here, readHere } from '../inputs/declaration/here.js';
import { type Paint, paintFor } from '../outputs/text/paint.js';

/** What every command gets: where things are, and how to speak. */
export interface CommandContext {
  /** The checkout: the folder of `stacks/`. */
  readonly root: string;
  /** The compiled `main.js`. */
  readonly main: string;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** What commands are about that name nothing. */
  readonly here: Here;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal;
  /** What is said where the second one ends this process at once: what goes on without it. Each step sets its own words. */
  readonly forced: { words: string | undefined };
  /** Whether it is all for whoever reads it: then the command ends with its reader. Not where the exit code tells something. */
  readonly output: { needsReader: boolean };
  readonly paint: Paint;
  /** Absolute `.sim/<name>`, there or not. Throws SimError `failed` where it is not ours alone. */
  readonly stateDirOf: (name: string) => Promise<string>;
}

/** The context of this process. */
export function createContext(
  options: Pick<CommandContext, 'root' | 'main' | 'version' | 'interrupted'>,
): CommandContext {
  const { env, stdout, stderr, stdin } = process;
  return {
    ...options,
    here: readHere(workingFolder(options.root), env, options.root),
    env,
    stdout,
    stderr,
    stdin,
    forced: { words: undefined },
    output: { needsReader: true },
    paint: paintFor(stdout, env),
    stateDirOf: async (name) => {
      const stateDir = join(await stateRootOf(options.root, env), name);
      await requirePrivateFolder(stateDir);
      return stateDir;
    },
  };
}

/** Absolute; where somebody has removed it, nothing lies there. */
function workingFolder(otherwise: string): string {
  try {
    return process.cwd();
  } catch {
    return otherwise;
  }
}

/** Prints JSON for programs. */
export function printJson(context: CommandContext, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
