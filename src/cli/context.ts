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
  /** What a command without names means here. */
  readonly here: Here;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal;
  /** The words printed when a second signal ends this process at once: they say what goes on without it. Each step sets its own. */
  readonly forced: { words: string | undefined };
  /** Whether the command ends when the reader of its output has gone. Not where its exit code matters. */
  readonly output: { needsReader: boolean };
  readonly paint: Paint;
  /** The absolute `.sim/<name>`, whether it exists or not. Throws SimError `failed` where others can write to it. */
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

/** The absolute working folder; `otherwise` where it has been removed. */
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
