/** How a program ended. `exitCode` is 127 where it could not be started. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a program. */
export interface CommandOptions {
  readonly cwd?: string | undefined;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly input?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Hears each line of standard output and standard error. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Runs a program by its argument list, never through a shell. Fails only when aborted. */
export type RunCommand = (command: readonly string[], options?: CommandOptions) => Promise<CommandResult>;

/** The real `RunCommand`. */
export const runCommand: RunCommand = async (command, options = {}) => {
  const [file = '', ...args] = command;
  // Most commands talk to a controller, and run no program.
  const { execa } = await import('execa');
  const child = execa(file, args, {
    reject: false,
    forceKillAfterDelay: 2_000,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  const { onLine } = options;
  if (onLine !== undefined) {
    const hear = async (lines: AsyncIterable<unknown>) => {
      for await (const line of lines) onLine(String(line));
    };
    await Promise.all([
      hear(child.iterable({ from: 'stdout' })),
      hear(child.iterable({ from: 'stderr' })),
    ]).catch(() => undefined); // how it ended is told by the result below
  }
  const result = await child;
  options.signal?.throwIfAborted();
  return {
    exitCode: result.exitCode ?? (result.code === 'ENOENT' ? 127 : 1),
    stdout: result.stdout ?? '',
    stderr: (result.stderr ?? '') || (result.exitCode === undefined ? (result.shortMessage ?? '') : ''),
  };
};

/** The last lines of what a program said, for a message's detail. */
export function lastLines(text: string, count = 12): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
