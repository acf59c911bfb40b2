import { rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type GoSettings, runGo, toolEnv } from '../go-command.js';
import type { Source } from '../packages.js';
import { importLines, withValues } from './commands.js';
import { compileChanged, type Tools } from './compile.js';
import { changedPackages, type RecordedBuild } from './recorded-build.js';

export interface ReplayRequest {
  readonly source: Source;
  readonly output: string;
  /** A folder for work files, on the same file system as `output`. */
  readonly workDirectory: string;
  /** Where Go would run. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** The binary is made: how long it took in milliseconds, and which archives are in it; or why not. */
export type Replayed =
  | {
      readonly phasesMs: { readonly compile: number; readonly link: number };
      readonly archives: RecordedBuild['archives'];
      /** So many packages were compiled. */
      readonly compiled: number;
    }
  | { readonly refused: string };

/**
 * Compiles and links what an edit changed by the commands of a recorded build, which saves Go's look at each of hundreds of packages.
 * Where the recording doesn't fit or a command fails, `go build` has to do it, and say what is wrong with the source.
 */
export async function replayBuild(
  settings: GoSettings,
  recorded: RecordedBuild,
  request: ReplayRequest,
): Promise<Replayed> {
  const changed = changedPackages(recorded, request.source);
  if ('refused' in changed) return changed;
  const tools = createTools(settings, request);
  try {
    const began = performance.now();
    const { archives, compiled: count } = await compileChanged(
      recorded,
      changed.packages,
      request.workDirectory,
      tools,
    );
    const compiled = performance.now();
    await link(recorded, archives, request, tools);
    const phasesMs = {
      compile: Math.round(compiled - began),
      link: Math.round(performance.now() - compiled),
    };
    return { phasesMs, archives, compiled: count };
  } catch {
    return { refused: 'the commands of the last build failed' };
  }
}

async function link(
  { link: { package: main, command, others } }: RecordedBuild,
  archives: RecordedBuild['archives'],
  { output, workDirectory }: ReplayRequest,
  tools: Tools,
): Promise<void> {
  const importcfg = join(workDirectory, 'importcfg.link');
  // Not the output itself: Go would not write over half a binary.
  const binary = join(workDirectory, 'a.out');
  await writeFile(importcfg, importLines(Object.keys(archives), archives, others));
  const args = withValues(command, { '-o': binary, '-importcfg': importcfg });
  await tools.run(command, [...args.slice(0, -1), archives[main] ?? '']);
  await rename(binary, output);
}

/** Runs tools as Go does: as many at a time as there are cores. */
function createTools(settings: GoSettings, { source, cwd, signal }: ReplayRequest): Tools {
  // Elsewhere only Go itself can be asked.
  const { elsewhere: _, ...here } = settings;
  const env = { ...source.environment, ...toolEnv() };
  const stop = new AbortController();
  const waiting: (() => void)[] = [];
  let free = availableParallelism();

  return {
    stop: () => stop.abort(),
    async run([tool], args) {
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
      const run = await runGo({ ...here, command: tool }, args, {
        cwd,
        env,
        signal: AbortSignal.any([signal, stop.signal]),
      }).finally(() => {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      });
      if (!run.succeeded) throw new Error(`${tool} failed: ${run.stdout}${run.stderr}`);
    },
  };
}
