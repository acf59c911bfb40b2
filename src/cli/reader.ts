import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

/** Whoever reads what we print. */
export interface Reader extends Disposable {
  /** Aborted when nobody reads any more, though we may have nothing to write for hours. */
  readonly gone: AbortSignal;
}

/**
 * Watches the other end of a pipe (`logs -f | head -n 1`). A writer hears that its reader has gone when it writes; the kernel
 * tells sooner whoever asks by poll(2), which Node has no way to do for a pipe that it may only write. GNU tail does it, for
 * this very reason (since coreutils 8.28): it ends by SIGPIPE. `--pid` ends it with us, even where we are killed, so that the
 * pipe is never held open by it. Elsewhere, and where nobody `wants` to know, the next line ends us, as it does most programs.
 */
export function watchReader(stdout: object, wants: boolean): Reader {
  const gone = new AbortController();
  const fd = 'fd' in stdout && typeof stdout.fd === 'number' ? stdout.fd : undefined;
  if (!wants || process.platform !== 'linux' || fd === undefined || !fstatSync(fd).isFIFO()) {
    return { gone: gone.signal, [Symbol.dispose]: () => undefined };
  }
  const tail = spawn('tail', ['--follow', `--pid=${process.pid}`, '/dev/null'], {
    stdio: ['ignore', fd, 'ignore'],
  });
  // A machine without it only hears later.
  tail.once('error', () => undefined);
  tail.once('exit', (_code, signal) => {
    if (signal === 'SIGPIPE') gone.abort();
  });
  tail.unref();
  return { gone: gone.signal, [Symbol.dispose]: () => void tail.kill() };
}
