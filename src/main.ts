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
    // The first signal asks for an orderly end; the second one ends the process at once.
    if (signals < 2) return;
    const { words } = context.forced;
    if (words !== undefined) process.stderr.write(`sim: ${words}\n`);
    process.exit(exitCodes.interrupted);
  });
}
// That the reader of a pipe has closed it (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    if (context.output.needsReader) process.exit(exitCodes.done);
    return;
  }
  tell(new SimError('failed', `the output can't be written: ${error.message}`));
  process.exit(exitCodes.failed);
});

// A view holds the terminal and has to give it back before the bug is printed.
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

/** Runs one command. The hidden `controller` is started without loading all commands, because every `up` waits for it. */
async function run([command, ...args]: readonly string[]): Promise<number> {
  if (command === 'controller') return (await import('./cli/controller.js')).controller(context, args);
  return (await import('./cli/program.js')).runProgram(context, process.argv);
}

/** Prints the bug and ends the process: the interrupted command may have failed in another way because of it. */
function tellBug(): never {
  tell(bug);
  process.exit(exitCodes.failed);
}

function tell(error: unknown): void {
  process.stderr.write(`${errorText(error, paintFor(process.stderr, process.env), context.here.program)}\n`);
}

/** Resolves when a stream has written everything, so that a slow reader of a pipe gets all of it. Errors are handled above. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
