import { existsSync } from 'node:fs';
import { constants, setPriority, totalmem } from 'node:os';
import { execa } from 'execa';
import type { DockerfileBuild } from '../../environment/dockerfile-build.js';
import { SimError } from '../../errors.js';
import type { GoRun } from './go-run.js';
import { bothTold, isNoUse, wantedVersion } from './too-old.js';

/** How to call Go. Proxies, private modules, netrc and certificates come with `env`. */
export interface GoSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The engine's architecture in Go's words: `amd64`, `arm64`. */
  readonly architecture: string;
  readonly command?: string;
  /** How the service's Dockerfile builds it, where one is known. */
  readonly dockerfile?: DockerfileBuild | undefined;
  /** Behind everything else that the machine has to do. */
  readonly background?: boolean;
  /** Where Go runs when this machine has none, or too old a one for a module. */
  readonly elsewhere?: GoElsewhere;
}

/** Another place to run Go, which sees files at the same paths. */
export interface GoElsewhere {
  /** Whether a module that asks for this version, `1.27.0`, may be built there. */
  mayServe(version: string): Promise<boolean>;
  run(
    args: readonly string[],
    options: RunOptions & { readonly onProgress?: (text: string) => void },
  ): Promise<GoRun>;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Behind everything else that the machine has to do. */
  readonly background?: boolean;
}

/** Runs Go and all that it starts as one process group, which ends together when `signal` aborts. */
export async function runGo(
  settings: GoSettings,
  args: readonly string[],
  { cwd, env, signal, background = settings.background }: RunOptions = {},
): Promise<GoRun> {
  const { elsewhere } = settings;
  const runIn = (place: GoElsewhere) =>
    place.run(args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...targetEnv(settings), ...env },
      signal,
      ...(background ? { background } : {}),
    });
  const running = execa(settings.command ?? 'go', args, {
    reject: false,
    stdin: 'ignore',
    env: { ...settings.env, ...targetEnv(settings), ...env },
    extendEnv: false,
    killDescendants: true,
    // At once: newer source waits. Go's caches are written so that they survive it, and work files are ours to remove.
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024 * 1024,
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  if (background) giveWay(running.pid);
  const run = await running;
  if (run.code === 'ENOENT' && cwd !== undefined && !existsSync(cwd)) {
    const stderr = `${cwd}: the folder is not there`;
    return { stdout: '', stderr, succeeded: false, cancelled: false };
  }
  if (run.code === 'ENOENT' || run.code === 'EACCES') {
    if (elsewhere !== undefined) return runIn(elsewhere);
    throw new SimError('go-unavailable', 'Go is not on the PATH, so services cannot be rebuilt', {
      hint: 'install Go from https://go.dev/dl, or start with --no-watch to run the images of the Dockerfiles',
      cause: run,
    });
  }
  const here = { stdout: run.stdout, stderr: run.stderr, succeeded: !run.failed, cancelled: run.isCanceled };
  if (here.succeeded || here.cancelled) return here;
  const wanted = wantedVersion(here.stderr);
  if (elsewhere !== undefined && wanted !== undefined && (await elsewhere.mayServe(wanted))) {
    return triedElsewhere(here, runIn(elsewhere));
  }
  const silent = here.stdout === '' && here.stderr === '';
  return silent ? { ...here, stderr: `go ${args[0]} ${endOf(run)} and said nothing` } : here;
}

/** What came to nothing elsewhere is told after what Go says here. */
async function triedElsewhere(here: GoRun, running: Promise<GoRun>): Promise<GoRun> {
  try {
    const there = await running;
    return isNoUse(there) ? { ...there, stderr: bothTold(here.stderr, there.stderr) } : there;
  } catch (error) {
    if (!(error instanceof SimError)) throw error;
    return { ...here, stderr: bothTold(here.stderr, error.message) };
  }
}

function endOf({ signal, exitCode }: { signal?: string; exitCode?: number }): string {
  return signal === undefined ? `ended with ${exitCode ?? 'no exit code'}` : `was ended by ${signal}`;
}

/** What it starts from here on gives way as well. */
function giveWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or was never there: that is told elsewhere.
  }
}

/** Whether C is used is for `buildSetup` to say. */
function targetEnv({ architecture }: GoSettings): Record<string, string> {
  return { GOOS: 'linux', GOARCH: architecture };
}

/**
 * Compiler and linker end before collecting garbage pays (a build is a tenth faster without); the limit keeps a large
 * package from taking the machine's memory.
 */
export function toolEnv(): Record<string, string> {
  const mebibytes = Math.floor(Math.min(2048, Math.max(256, totalmem() / 2 ** 20 / 8)));
  return { GOGC: 'off', GOMEMLIMIT: `${mebibytes}MiB` };
}
