import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action } from '../action-graph.js';
import type { GoSettings } from '../go-command.js';
import type { Asked, Source } from '../packages.js';
import { keepPlan, type Plan, readPlan } from './plan.js';
import { recordPlan } from './record.js';
import { runPlan } from './run.js';

export { copyPlan } from './plan.js';

/** One binary to make. */
export interface ReplayRequest {
  /** What is built, if Go still says what it said before. */
  readonly guess: Source | undefined;
  /** What Go says now, under way. */
  readonly asked: Promise<Asked> | undefined;
  readonly output: string;
  /** A folder for work files, on the same file system as `output`. */
  readonly workDirectory: string;
  /** Where Go would run. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** A binary that Go's answer proves, or why Go has to make it. */
export type ReplayResult =
  | {
      readonly phasesMs: { readonly compile: number; readonly link: number };
      /** What it was certainly made from; `undefined` where that was written again while it was made. */
      readonly source: Source | undefined;
      readonly packages: number;
    }
  | { readonly refused: string };

/** The commands of earlier builds of one `package main`, kept in a folder. The only door to them. */
export interface Replay {
  /** Makes the binary by them while Go is asked; it counts only if Go says what it said when they were recorded. */
  make(request: ReplayRequest): Promise<ReplayResult>;
  /** Keeps what a build of `go build` did, made from `source`; its work files are still there. */
  record(actions: readonly Action[], source: Source, workDirectory: string): Promise<void>;
}

/** `stillSo` gives the present stamp of the source: what changed while it was read may or may not be in the archives. */
export async function openReplay(
  settings: GoSettings,
  folder: string,
  stillSo: () => Promise<string | undefined>,
): Promise<Replay> {
  const plan = await readPlan(folder);
  const isStill = async ({ stamp }: Source) => (await stillSo().catch(() => undefined)) === stamp;
  const keep = async (made: Plan, workDirectory: string) => {
    try {
      await keepPlan(folder, made, workDirectory);
    } catch {
      // The build is made; without a plan, or with the one before, the next takes longer.
    }
  };
  return {
    async make({ guess, asked, signal, ...request }) {
      if (plan === undefined) return { refused: 'no build of it is recorded yet' };
      if (guess === undefined || asked === undefined) {
        return { refused: 'imports, the set of files or module files may have changed' };
      }
      const workDirectory = join(request.workDirectory, 'replay');
      await mkdir(workDirectory, { recursive: true });
      const differs = new AbortController();
      const proof = asked.then(({ source }) => {
        const proved = source?.words === guess.words && source.stamp === guess.stamp;
        if (!proved) differs.abort();
        return proved;
      });
      const [done, proved] = await Promise.all([
        runPlan(settings, plan, {
          ...request,
          workDirectory,
          source: guess,
          signal: AbortSignal.any([signal, differs.signal]),
        }),
        proof.catch(() => false),
      ]);
      if (!proved) return { refused: 'Go’s answer differs from that of the last build' };
      if ('refused' in done) return done;
      // Go may have answered before the compiler had read a file, and Go's answer says nothing of what was written in between.
      const source = (await isStill(guess)) ? guess : undefined;
      if (source !== undefined) {
        await keep({ ...plan, content: source.content, archives: done.archives }, request.workDirectory);
      }
      return { phasesMs: done.phasesMs, source, packages: done.compiled };
    },
    async record(actions, source, workDirectory) {
      const made = await recordPlan(actions, source, plan).catch(() => undefined);
      if (made !== undefined && (await isStill(source))) await keep(made, workDirectory);
    },
  };
}
