import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFlags } from '../adapters/go/build-flags.js';
import { lastLines, type RunCommand } from '../engine/commands.js';
import { SimError } from '../errors.js';

/** What compiling Sim's own programs needs. */
export interface CompileContext {
  /** The checkout. */
  readonly root: string;
  readonly architecture: string;
  readonly run: RunCommand;
}

/**
 * Compiles `runner` and `agent` into a folder, both by one command: two at once would each compile the library that they
 * share. Throws SimError `go-unavailable` or `image-unavailable`.
 */
export async function compileOwnPrograms(
  { root, architecture, run }: CompileContext,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(output, { recursive: true });
  const result = await run(
    // With the flags of the user's services, so that the standard library is compiled once for both.
    ['go', 'build', ...buildFlags, '-o', output, './cmd/runner', './cmd/agent'],
    {
      cwd: join(root, 'src/agent'),
      signal,
      env: {
        CGO_ENABLED: '0',
        GOOS: 'linux',
        GOARCH: architecture,
        // A workspace or build flags of the user are about the user's own code.
        GOFLAGS: '-mod=readonly',
        GOWORK: 'off',
        // The compiler lives for seconds: collecting its garbage costs a fifth of them.
        GOGC: '400',
      },
    },
  );
  if (result.exitCode === 0) return;
  if (result.exitCode === 127) {
    throw new SimError('go-unavailable', "Go is not installed, so Sim's own parts can't be compiled.", {
      hint: 'Install Go 1.26 or newer, then try again.',
    });
  }
  throw new SimError('image-unavailable', "Sim's own runner and agent could not be compiled.", {
    detail: lastLines(result.stderr),
    hint: "Run 'go build ./cmd/...' in src/agent to see all of it.",
  });
}
