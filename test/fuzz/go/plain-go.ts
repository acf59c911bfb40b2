import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from './program.ts';

/** What a plain `go build` in the folder of the service gives, and what comes of its binary. */
export type PlainAnswer =
  | {
      readonly built: true;
      readonly answer: string;
      readonly exitCode: number | undefined;
      /** Differs where Go had anything to compile or link anew. */
      readonly work: string;
    }
  | {
      readonly built: false;
      readonly words: string;
      /** The same words, with paths as they are seen from the root of the module. */
      readonly fromRoot: string;
    };

/** Where Go builds, and where its binary goes meanwhile. */
export interface PlainPlace {
  /** Absolute. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder for what is made. */
  readonly scratch: string;
}

/** Whether Go with the same flags makes the same bytes of what lies there now. */
export async function makesTheSame(
  binary: string,
  flags: readonly string[],
  { folder, env, scratch }: PlainPlace,
): Promise<boolean> {
  const again = join(scratch, 'again');
  const asked = await runProgram('go', ['env', 'GOFLAGS'], { cwd: folder, env });
  // Sim adds its own to these, and the command line would take their place.
  if (/-(ld|gc)flags/.test(asked.said)) return true;
  const words = ['build', '-json=false', ...flags, '-o', again, '.'];
  const { exitCode } = await runProgram('go', words, { cwd: folder, env: { ...env, GOOS: 'linux' } });
  if (exitCode !== 0) return false;
  const [one, other] = await Promise.all([readFile(binary), readFile(again)]);
  return one.equals(other);
}

/** Builds and runs, in place: nothing but the binary is written. */
export async function askPlainGo({ folder, env, scratch }: PlainPlace): Promise<PlainAnswer> {
  if (!existsSync(folder)) return refusal('');
  const [binary, graph] = [join(scratch, 'plain'), join(scratch, 'plain.json')];
  await rm(binary, { recursive: true, force: true });
  const build = (cwd: string, pattern: string) =>
    runProgram(
      'go',
      // Whatever GOFLAGS says of it, the words are for people.
      ['build', '-json=false', `-debug-actiongraph=${graph}`, '-o', binary, pattern],
      { cwd, env: { ...env, GOOS: 'linux' } },
    );
  const { exitCode, said } = await build(folder, '.');
  if (exitCode !== 0) {
    const module = moduleFolder(folder);
    if (module === folder) return refusal(said);
    return refusal(said, (await build(module, `.${folder.slice(module.length)}`)).said);
  }
  const actions: readonly Action[] = JSON.parse(await readFile(graph, 'utf8'));
  // `go build` makes an archive of what is no program, and says nothing.
  if (!actions.some(({ Mode }) => Mode === 'link')) return refusal('is not a main package');
  const run = await runProgram(binary, [], { cwd: scratch, env: {} });
  const work = actions
    .map(({ Mode, Package, ActionID }) => `${Mode} ${Package} ${ActionID}`)
    .toSorted()
    .join('\n');
  return { built: true, answer: run.said, exitCode: run.exitCode, work };
}

function refusal(words: string, fromRoot = words): PlainAnswer {
  return { built: false, words, fromRoot };
}

function moduleFolder(folder: string): string {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) if (existsSync(join(at, 'go.mod'))) return at;
  return folder;
}

interface Action {
  readonly Mode: string;
  readonly Package?: string;
  readonly ActionID?: string;
}
