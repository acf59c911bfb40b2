import type { BuildError, BuildPhase } from '../../state/builds.js';
import { buildPackage } from './build-package.js';
import { type GoSettings, runGo } from './go-command.js';
import { createPackages, type KnownPackages, type Source } from './packages.js';

/** What a binary is made from. */
export interface PackageList {
  /** Absolute folders, the service's own first, whose source files are in the binary. */
  readonly folders: readonly string[];
  /** Module files, and what `//go:embed` names: absolute paths, folders or patterns. */
  readonly extraFiles: readonly string[];
  /** Why the list may be incomplete; the folders known before are then still in it. */
  readonly problem: string | undefined;
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
  /** What is built, as far as it is known. */
  readonly source?: Source | undefined;
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
      /** Made by the commands of an earlier build, without `go build`. */
      readonly replayed?: boolean;
    }
  | { readonly outcome: 'failed'; readonly errors: readonly BuildError[] }
  | { readonly outcome: 'cancelled' }
);

/** The Go toolchain of this machine. */
export interface Go {
  /** `go1.26.8`. Throws `go-unavailable` where there is none. */
  version(signal?: AbortSignal): Promise<string>;
  /** Asks Go only where an import clause, a build constraint or the set of files changed since the last call. */
  listPackages(directory: string, signal: AbortSignal): Promise<PackageList>;
  /** What a binary made now would be made from; `undefined` where that isn't known without asking Go again. */
  sourceOf(directory: string, signal: AbortSignal): Promise<Source | undefined>;
  /** Takes over what an earlier process knew of a `package main`; it is checked before it is used. */
  rememberPackages(directory: string, packages: KnownPackages): void;
  build(request: BuildRequest): Promise<BuildResult>;
}

/** The toolchain found on the PATH of `env`, compiling for the engine's architecture. */
export function createGo(settings: GoSettings): Go {
  const packages = createPackages(settings);
  return {
    version: async (signal) => {
      const { stdout } = await runGo(settings, ['env', 'GOVERSION'], { signal });
      return stdout.trim();
    },
    listPackages: packages.list,
    sourceOf: packages.source,
    rememberPackages: packages.remember,
    build: (request) =>
      buildPackage(settings, request, () => packages.source(request.directory, request.signal)),
  };
}
