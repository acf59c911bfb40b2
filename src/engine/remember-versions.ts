import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { RunCommand } from './commands.js';

/** By question. */
type Remembered = Record<string, { readonly stamp: string; readonly stdout: string }>;

/**
 * A `RunCommand` that asks a program for its version once and then remembers the answer for as long as the program's file stays the
 * same: each question is a process, and costs every command that needs an engine 30 ms. A script is asked each time: what it runs may
 * change while it does not.
 */
export function rememberVersions(run: RunCommand, env: NodeJS.ProcessEnv): RunCommand {
  const file = fileIn(env);
  if (file === undefined) return run;
  let reading: Promise<Remembered> | undefined;
  let writing: Promise<void> = Promise.resolve();
  return async (command, options) => {
    const [program = '', verb] = command;
    const stamp = isAbsolute(program) && verb === 'version' ? await stampOf(program) : undefined;
    if (stamp === undefined) return run(command, options);
    reading ??= read(file);
    const remembered = await reading;
    const question = command.join(' ');
    const before = remembered[question];
    if (before?.stamp === stamp) return { exitCode: 0, stdout: before.stdout, stderr: '' };
    const answer = await run(command, options);
    if (answer.exitCode === 0 && !(await mayBeScript(program))) {
      remembered[question] = { stamp, stdout: answer.stdout };
      // What can't be written down is asked again.
      writing = writing.then(() => write(file, remembered)).catch(() => undefined);
      await writing;
    }
    return answer;
  };
}

function fileIn({ XDG_CACHE_HOME, HOME }: NodeJS.ProcessEnv): string | undefined {
  // A relative one is to be ignored, says the XDG specification.
  const chosen = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : undefined;
  const folder = chosen ?? (HOME && join(HOME, '.cache'));
  return folder ? join(folder, 'sim', 'versions.json') : undefined;
}

async function stampOf(program: string): Promise<string | undefined> {
  const stats = await stat(program, { bigint: true }).catch(() => undefined);
  return stats && `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

/** Of one that may be run and not read nothing is known, so it may be one. */
async function mayBeScript(program: string): Promise<boolean> {
  try {
    await using file = await open(program);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(2), position: 0 });
    return buffer.toString('latin1', 0, bytesRead) === '#!';
  } catch {
    return true;
  }
}

/** Whatever is no such file remembers nothing. */
async function read(file: string): Promise<Remembered> {
  try {
    const remembered: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRemembered(remembered) ? remembered : {};
  } catch {
    return {};
  }
}

function isRemembered(value: unknown): value is Remembered {
  const isAnswer = (answer: unknown) =>
    typeof answer === 'object' &&
    answer !== null &&
    typeof ('stamp' in answer && answer.stamp) === 'string' &&
    typeof ('stdout' in answer && answer.stdout) === 'string';
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isTable && Object.values(value).every(isAnswer);
}

async function write(file: string, remembered: Remembered): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const mine = `${file}.${process.pid}`;
  await writeFile(mine, JSON.stringify(remembered), { mode: 0o600 });
  await rename(mine, file);
}
