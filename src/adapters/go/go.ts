import type { BuildError, BuildPhase, SourceList } from '../../state/builds/builds.js';
import { buildPackage } from './build-package.js';
import type { BuildSetup } from './build-setup.js';
import { type GoSettings, runGo } from './go-command.js';
import { type Asked, createPackages, type Source } from './packages.js';

/** What a binary is made from, as Go says; all paths are absolute. */
export interface PackageList extends SourceList {
  /** Go's own words where a package can't be found or loaded; the folders known before are then still in the list. */
  readonly problem: string | undefined;
  /** What is left out of the binary, in words; not about its source. */
  readonly notes: readonly string[];
}

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
  /** What is built, if Go still says what it said before; `undefined` where that is not likely. */
  readonly guess: Source | undefined;
  /** What Go says now, under way: without it only `go build` itself makes a binary. */
  readonly asked: Promise<Asked> | undefined;
  /** A folder on the same file system that stays: what a build leaves there makes the next ones quicker. */
  readonly planDirectory?: string;
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

/** The Go toolchain of this machine. */
export interface Go {
  /** `go1.26.8`. Throws `go-unavailable` where there is none. */
  version(signal?: AbortSignal): Promise<string>;
  /** How the binary of a `package main` was to be made when Go was asked last. */
  setup(directory: string): Promise<BuildSetup>;
  /** Asks what the binary of a `package main` would be made from now. */
  ask(directory: string, signal: AbortSignal, gently?: boolean): Promise<Asked>;
  /** What that is if Go still says what it said before; `undefined` where that is not likely. Costs no call of Go. */
  guess(directory: string): Promise<Source | undefined>;
  /** Whether Go has answered about it, so that there may be a guess. */
  knows(directory: string): boolean;
  build(request: BuildRequest): Promise<BuildResult>;
}

/** The toolchain found on the PATH of `env`, compiling for the engine's architecture. */
export function createGo(settings: GoSettings): Go {
  const packages = createPackages(settings);
  return {
    version: async (signal) => {
      const { stdout } = await runGo(settings, ['env', '-json=false', 'GOVERSION'], { signal });
      return stdout.trim();
    },
    setup: packages.setup,
    ask: packages.ask,
    guess: packages.guess,
    knows: packages.knows,
    build: (request) => buildPackage(settings, request, packages),
  };
}
