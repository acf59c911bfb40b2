import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFlags } from '../adapters/go/build-flags.js';
import type { GoElsewhere } from '../adapters/go/go-command.js';
import { bothTold, isNoUse, wantedVersion } from '../adapters/go/too-old.js';
import { lastLines, type RunCommand } from '../engine/commands.js';
import { SimError } from '../errors.js';

/** What compiling Sim's own programs needs. */
export interface CompileContext {
  /** The checkout. */
  readonly root: string;
  readonly architecture: string;
  readonly run: RunCommand;
  readonly goElsewhere?: GoElsewhere | undefined;
  readonly onProgress: (text: string) => void;
}

/**
 * Compiles `runner` and `agent` into a folder, both by one command: two at once would each compile the library that they
 * share. Throws SimError `go-unavailable` or `image-unavailable`.
 */
export async function compileOwnPrograms(
  { root, architecture, run, goElsewhere, onProgress }: CompileContext,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(output, { recursive: true });
  // With the flags of the user's services, so that the standard library is compiled once for both.
  const args = ['build', ...buildFlags, '-o', output, './cmd/runner', './cmd/agent'];
  const cwd = join(root, 'src/agent');
  const env = {
    CGO_ENABLED: '0',
    GOOS: 'linux',
    GOARCH: architecture,
    // A workspace or build flags of the user are about the user's own code.
    GOFLAGS: '-mod=readonly',
    GOWORK: 'off',
    // The compiler lives for seconds: collecting its garbage costs a fifth of them.
    GOGC: '400',
  };
  const here = await run(['go', ...args], { cwd, signal, env });
  if (here.exitCode === 0) return;
  const wantsOther = wantedVersion(here.stderr) !== undefined;
  if (here.exitCode !== 127 && !wantsOther) throw notCompiled(here.stderr);
  if (goElsewhere === undefined) {
    throw new SimError('go-unavailable', "Go is not installed, so Sim's own parts can't be compiled.", {
      hint: 'Install Go 1.26 or newer, then try again.',
    });
  }
  const there = await goElsewhere.run(args, { cwd, signal, env, onProgress });
  if (there.succeeded) return;
  throw notCompiled(wantsOther && isNoUse(there) ? bothTold(here.stderr, there.stderr) : there.stderr);
}

function notCompiled(stderr: string): SimError {
  return new SimError('image-unavailable', "Sim's own runner and agent could not be compiled.", {
    detail: lastLines(stderr),
    hint: "Run 'go build ./cmd/...' in src/agent to see all of it.",
  });
}
