import type { BuildError } from '../../state/builds/build-error.js';
import type { BuildPhase } from '../../state/builds/builds.js';
import type { Asked, Source } from './packages.js';

/** One compilation to do. */
export interface BuildRequest {
  /** Absolute folder of the `package main`. */
  readonly directory: string;
  /** Absolute path of the binary to write. */
  readonly output: string;
  /** An existing folder for work files, on the same file system as `output`; emptied by the caller. */
  readonly workDirectory: string;
  /** Absolute folder from which paths in errors are shown. */
  readonly root: string;
  /** The source that is built where Go's answer turns out to be the same; `undefined`: nothing can be guessed. */
  readonly guess: Source | undefined;
  /** Go's answer, which is under way; `undefined`: nobody has asked, and only `go build` can make the binary. */
  readonly asked: Promise<Asked> | undefined;
  /** A folder on the same file system, in which the recorded build is kept; `undefined`: nothing is recorded, Go makes each build. */
  readonly recordedDirectory?: string;
  readonly signal: AbortSignal;
}

/** What became of a compilation. */
export type BuildResult = {
  readonly phasesMs: Readonly<Partial<Record<BuildPhase, number>>>;
} & (
  | {
      readonly outcome: 'built';
      /** Made by `go build`, or by the commands of an earlier one. */
      readonly path: 'replay' | 'go';
      /** Why that way. */
      readonly reason: string;
      /** What it was certainly made from; absent where that changed meanwhile. */
      readonly source?: Source;
    }
  | { readonly outcome: 'failed'; readonly errors: readonly BuildError[] }
  | { readonly outcome: 'cancelled' }
);
