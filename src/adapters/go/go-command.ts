import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { execa } from 'execa';
import { SimError } from '../../errors.js';

/** How to call Go. Proxies, private modules, netrc and certificates come with `env`. */
export interface GoSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The engine's architecture in Go's words: `amd64`, `arm64`. */
  readonly architecture: string;
  readonly command?: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** How a call of Go ended. */
export interface GoRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly succeeded: boolean;
  readonly cancelled: boolean;
}

/** Runs Go and all that it starts as one process group, which ends together when `signal` aborts. */
export async function runGo(
  settings: GoSettings,
  args: readonly string[],
  { cwd, env, signal }: RunOptions = {},
): Promise<GoRun> {
  const run = await execa(settings.command ?? 'go', args, {
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
  if (run.code === 'ENOENT' && cwd !== undefined && !existsSync(cwd)) {
    const stderr = `${cwd}: the folder is not there`;
    return { stdout: '', stderr, succeeded: false, cancelled: false };
  }
  if (run.code === 'ENOENT' || run.code === 'EACCES') {
    throw new SimError('go-unavailable', 'Go is not on the PATH, so services cannot be rebuilt', {
      hint: 'install Go from https://go.dev/dl, or start with --no-watch to run the images of the Dockerfiles',
      cause: run,
    });
  }
  return { stdout: run.stdout, stderr: run.stderr, succeeded: !run.failed, cancelled: run.isCanceled };
}

/** Services run on a base image without libraries, so their binaries must be static. */
function targetEnv({ architecture }: GoSettings): Record<string, string> {
  return { GOOS: 'linux', GOARCH: architecture, CGO_ENABLED: '0' };
}

/**
 * Compiler and linker end before collecting garbage pays (a build is a tenth faster without); the limit keeps a large
 * package from taking the machine's memory.
 */
export function toolEnv(): Record<string, string> {
  const mebibytes = Math.floor(Math.min(2048, Math.max(256, totalmem() / 2 ** 20 / 8)));
  return { GOGC: 'off', GOMEMLIMIT: `${mebibytes}MiB` };
}
