import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action } from '../action-graph.js';
import type { GoSettings } from '../go-command.js';
import type { Asked, Source } from '../packages.js';
import { recordBuild } from './record.js';
import { keepRecordedBuild, type RecordedBuild, readRecordedBuild } from './recorded-build.js';
import { replayBuild } from './run.js';

export { copyRecordedBuild } from './recorded-build.js';

/** One binary to make. */
export interface ReplayRequest {
  /** The source that is built where Go's answer turns out to be the same; `undefined`: nothing can be guessed, so Go has to build. */
  readonly guess: Source | undefined;
  /** Go's answer, which is under way; `undefined`: nobody has asked. */
  readonly asked: Promise<Asked> | undefined;
  readonly output: string;
  /** A folder for work files, on the same file system as `output`. */
  readonly workDirectory: string;
  /** Where Go would run. */
  readonly cwd: string;
  /** Ends the commands that run; the result is `refused` then. */
  readonly signal: AbortSignal;
}

/** The binary is made and Go's answer proves it; or the reason why `go build` has to make it. */
export type ReplayResult =
  | {
      readonly phasesMs: { readonly compile: number; readonly link: number };
      /** The source that the binary was made from; `undefined` where a file was written in the meantime, so that nobody knows. */
      readonly source: Source | undefined;
      readonly packages: number;
    }
  | { readonly refused: string };

/** The recorded build of one `package main`. Nothing outside this folder knows more of it than these two methods. */
export interface Replay {
  /** Makes the binary by the recorded commands while Go is asked what belongs to it; it counts only where Go's answer has stayed the same. */
  make(request: ReplayRequest): Promise<ReplayResult>;
  /** Records a build that `go build` made from `source`; its work files must still be there. Never throws: a build may stay unrecorded. */
  record(actions: readonly Action[], source: Source, workDirectory: string): Promise<void>;
}

/**
 * Opens the recorded build in `folder`. `stillSo` gives the present stamp of the source: what is written during a build may or may not
 * be in the archives, so such a build is not recorded.
 */
export async function openReplay(
  settings: GoSettings,
  folder: string,
  stillSo: () => Promise<string | undefined>,
): Promise<Replay> {
  const recorded = await readRecordedBuild(folder);
  const isStill = async ({ stamp }: Source) => (await stillSo().catch(() => undefined)) === stamp;
  const keep = async (made: RecordedBuild, workDirectory: string) => {
    try {
      await keepRecordedBuild(folder, made, workDirectory);
    } catch {
      // The build itself is made: what could not be recorded costs the next one time.
    }
  };
  return {
    async make({ guess, asked, signal, ...request }) {
      if (recorded === undefined) return { refused: 'no build of it is recorded yet' };
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
        replayBuild(settings, recorded, {
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
        await keep({ ...recorded, content: source.content, archives: done.archives }, request.workDirectory);
      }
      return { phasesMs: done.phasesMs, source, packages: done.compiled };
    },
    async record(actions, source, workDirectory) {
      const made = await recordBuild(actions, source, recorded).catch(() => undefined);
      if (made !== undefined && (await isStill(source))) await keep(made, workDirectory);
    },
  };
}
