import { execFile } from 'node:child_process';

/** How a program ended. */
export interface Ran {
  /** `undefined` where it could not be started or was ended by a signal. */
  readonly exitCode: number | undefined;
  /** All that it wrote. */
  readonly said: string;
}

const patienceMs = 120_000;

/** Runs a program to its end. */
export function runProgram(
  command: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      command,
      words,
      { ...options, timeout: patienceMs, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
        resolve({ exitCode, said: `${stdout}${stderr}` || (error?.message ?? '') });
      },
    );
  });
}
