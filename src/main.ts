import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext } from './cli/context.js';
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
let code: number;
try {
  code = await run(process.argv.slice(2));
} catch (error) {
  if (interrupted.signal.aborted && !(error instanceof SimError)) {
    code = exitCodes.interrupted;
  } else {
    code = exitCodeOf(error);
    tell(error);
  }
}
if (bug !== undefined) tellBug();
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(code);

/** The controller's own line is written by us, and every `up` waits for it: it is spared the reading of all commands. */
async function run([command, ...args]: readonly string[]): Promise<number> {
  if (command === 'controller') return (await import('./cli/controller.js')).controller(context, args);
  return (await import('./cli/program.js')).runProgram(context, process.argv);
}

/** Whatever else the command came to by being interrupted, this is why. */
function tellBug(): never {
  tell(bug);
  process.exit(exitCodes.failed);
}

function tell(error: unknown): void {
  process.stderr.write(`${errorText(error, paintFor(process.stderr, process.env), context.here.program)}\n`);
}

/** Pipes are written to in the background: a slow reader must get all of it. That it can't be written is heard of above. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
