import { execa } from 'execa';
import { SimError } from '../../errors.js';
import type { Invocation } from './arguments.js';
import { complaint, lastLines } from './failure.js';
import { unsetVariable } from './unset-variable.js';

interface Run {
  /** The subcommand and what follows it. */
  readonly words: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** How long Compose may go on once `signal` has aborted, in milliseconds; `undefined`: it is ended at once. */
  readonly graceMs?: number;
  readonly onLine?: ((line: string) => void) | undefined;
  /** Gets each variable that Compose warns about because it is not set, once for each warning. */
  readonly onUnset?: ((variable: string) => void) | undefined;
}

/** How many lines of a failed run are kept for people to read. */
const keptLines = 40;

/** Runs Compose once; resolves with its standard output. Rejects with SimError `compose-failed`, or `interrupted` once `signal` aborts. */
export async function runCompose({ command, env, cwd, input }: Invocation, run: Run): Promise<string> {
  const [program, ...first] = command;
  const verb = run.words[0] ?? '';
  if (run.signal?.aborted) throw interrupted(verb, run.signal.reason);
  const subprocess = execa(program, [...first, ...run.words], {
    env,
    extendEnv: false,
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    reject: false,
    // Progress can be long: it is handed on line by line, and only its end is kept.
    buffer: { stdout: run.onLine === undefined, stderr: false },
    ...(run.signal === undefined ? {} : { cancelSignal: later(run.signal, run.graceMs) }),
  });
  const tail: string[] = [];
  const read = async (from: 'stdout' | 'stderr') => {
    for await (const line of subprocess.iterable({ from })) {
      tail.push(line);
      if (tail.length > keptLines) tail.shift();
      run.onLine?.(line);
      const unset = unsetVariable(line);
      if (unset !== undefined) run.onUnset?.(unset);
    }
  };
  const reading = run.onLine === undefined ? [read('stderr')] : [read('stdout'), read('stderr')];
  const [result] = await Promise.all([subprocess, ...reading.map((one) => one.catch(() => undefined))]);
  if (result.isCanceled || (run.graceMs !== undefined && run.signal?.aborted === true))
    throw interrupted(verb, run.signal?.reason);
  if (result.failed) {
    const message =
      result.exitCode === undefined && result.signal === undefined
        ? `could not run '${program}'`
        : complaint(tail, verb);
    throw new SimError('compose-failed', message, {
      detail: lastLines(tail, keptLines) || (result.originalMessage ?? ''),
      cause: result,
    });
  }
  return result.stdout ?? '';
}

function later(signal: AbortSignal, graceMs: number | undefined): AbortSignal {
  if (graceMs === undefined) return signal;
  const end = new AbortController();
  const begin = () => setTimeout(() => end.abort(signal.reason), graceMs).unref();
  signal.addEventListener('abort', begin, { once: true });
  return end.signal;
}

function interrupted(verb: string, cause: unknown): SimError {
  return new SimError('interrupted', `docker compose ${verb} was stopped before it ended`, { cause });
}
