import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { createContext } from './cli/context.js';
import { createProgram } from './cli/program.js';
import { exitCodeOf, exitCodes, SimError } from './errors.js';
import { errorText } from './outputs/text/error.js';
import { paintFor } from './outputs/text/paint.js';

const main = fileURLToPath(import.meta.url);
const root = dirname(dirname(main));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const interrupted = new AbortController();
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    signals += 1;
    interrupted.abort();
    // The first asks for an orderly end; whoever asks again means it.
    if (signals < 2) return;
    const { words } = context.forced;
    if (words !== undefined) process.stderr.write(`sim: ${words}\n`);
    process.exit(exitCodes.interrupted);
  });
}
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    if (context.output.needsReader) process.exit(exitCodes.done);
    return;
  }
  tell(new SimError('failed', `the output can't be written: ${error.message}`));
  process.exit(exitCodes.failed);
});

// A view holds the terminal: it gives it back first, then the bug is told.
let bug: unknown;
process.on('uncaughtException', (error) => {
  bug ??= error;
  interrupted.abort();
  setImmediate(tellBug);
});

const context = createContext({ root, main, version, interrupted: interrupted.signal });
let code: number = exitCodes.done;
try {
  await createProgram(context, (ended) => {
    code = ended;
  }).parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    code = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  } else if (interrupted.signal.aborted && !(error instanceof SimError)) {
    code = exitCodes.interrupted;
  } else {
    code = exitCodeOf(error);
    tell(error);
  }
}
if (bug !== undefined) tellBug();
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(code);

/** Whatever else the command came to by being interrupted, this is why. */
function tellBug(): never {
  tell(bug);
  process.exit(exitCodes.failed);
}

function tell(error: unknown): void {
  process.stderr.write(`${errorText(error, paintFor(process.stderr, process.env))}\n`);
}

/** Pipes are written to in the background: a slow reader must get all of it. That it can't be written is heard of above. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
