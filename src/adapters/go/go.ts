import { buildPackage } from './build-package.js';
import type { BuildRequest, BuildResult } from './build-request.js';
import type { BuildSetup } from './build-setup.js';
import { type GoSettings, runGo } from './go-command.js';
import { type Asked, createPackages, type Source } from './packages.js';

/** The Go toolchain of this machine. */
export interface Go {
  /** The version of Go, as `go1.26.8`. Rejects with SimError `go-unavailable` where there is none. */
  version(signal?: AbortSignal): Promise<string>;
  /** How the binary of a `package main` was to be made when Go was asked last. */
  setup(directory: string): Promise<BuildSetup>;
  /** Asks what the binary of a `package main` would be made from now. */
  ask(directory: string, signal: AbortSignal, gently?: boolean): Promise<Asked>;
  /** The source that the next answer will tell if Go still says what it said before; `undefined` where that is not likely. Does not call Go. */
  guess(directory: string): Promise<Source | undefined>;
  /** Whether Go has answered about a `package main` before, so that there may be a guess. */
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
