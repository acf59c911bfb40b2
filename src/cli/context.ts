import { join } from 'node:path';
import { stateRootOf } from '../adapters/controller/state-dir.js';
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
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal;
  readonly paint: Paint;
  readonly stateDirOf: (name: string) => Promise<string>;
}

/** The context of this process. */
export function createContext(
  options: Pick<CommandContext, 'root' | 'main' | 'version' | 'interrupted'>,
): CommandContext {
  const { env, stdout, stderr, stdin } = process;
  return {
    ...options,
    env,
    stdout,
    stderr,
    stdin,
    paint: paintFor(stdout, env),
    stateDirOf: async (name) => join(await stateRootOf(options.root, env), name),
  };
}

/** Prints JSON for programs. */
export function printJson(context: CommandContext, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
