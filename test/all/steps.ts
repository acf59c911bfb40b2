import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ofStep, type Tally } from './tally.ts';
import { tallyVitest } from './vitest-results.ts';

/** What steps share. */
export interface StepContext {
  readonly root: string;
  /** Where Postgres and Redis listen, in the words of the tests that need them; empty where there are none. */
  readonly stores: Promise<Readonly<Record<string, string>>>;
  readonly print: (line: string) => void;
}

/** One thing that is checked. */
export interface Step {
  readonly name: string;
  run(context: StepContext): Promise<Tally>;
}

/** In front of what takes every core for a while: what runs beside it goes first. */
export const gently: readonly string[] = ['nice', '-n', '10'];

/** Where a command runs, and with which variables besides. */
interface Place {
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A tool that says yes or no: one check. */
export function tool(name: string, command: readonly string[], { folder = '.', env = {} }: Place = {}): Step {
  return {
    name,
    async run({ root, print }) {
      const exitCode = await stream(command, { cwd: join(root, folder), env }, print);
      const passed = { passed: exitCode === 0 ? 1 : 0, failed: 0, failures: [], skipped: [] };
      return ofStep(name, exitCode, passed);
    },
  };
}

/** One project of the vitest configuration, run by `before`, the words in front of a command. */
export function vitest(project: string, before: readonly string[] = []): Step {
  const name = `${project} tests`;
  return {
    name,
    async run({ root, print }) {
      const folder = await mkdtemp(join(tmpdir(), 'sim-test-'));
      try {
        const report = join(folder, 'report.json');
        const command = [...before, join(root, 'node_modules/.bin/vitest'), 'run', '--project', project];
        const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
        const exitCode = await stream([...command, ...reporters], { cwd: root }, print);
        const json = existsSync(report) ? await readFile(report, 'utf8') : undefined;
        return ofStep(name, exitCode, tallyVitest(json, root));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Runs a command to its end, line by line; its exit code. */
export async function stream(
  [file = '', ...args]: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
  onLine: (line: string) => void,
): Promise<number> {
  const child = execa(file, args, { cwd, env, reject: false, stdin: 'ignore', all: true, buffer: false });
  for await (const line of child.iterable({ from: 'all' })) onLine(String(line));
  const result = await child;
  if (result.exitCode === undefined) onLine(result.shortMessage ?? 'it could not be started');
  return result.exitCode ?? 1;
}
