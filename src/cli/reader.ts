import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

/** The process that reads this one's output through a pipe. */
export interface Reader extends Disposable {
  /** Aborts when the reader has gone, though this process may have nothing to write for hours. */
  readonly gone: AbortSignal;
}

/**
 * Watches the other end of a pipe (`logs -f | head -n 1`). A writer learns that its reader has gone when it writes; poll(2) tells sooner, but
 * Node can't call it for a pipe that it may only write to. GNU tail does so since coreutils 8.28, and ends by SIGPIPE, so one is started.
 * `--pid` ends it with this process, even a killed one, so that it never holds the pipe open. Without tail, or where `wants` is false, the
 * next line that is written ends this process, as it does most programs.
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
  // On a machine without GNU tail the end of the reader is noticed later.
  tail.once('error', () => undefined);
  tail.once('exit', (_code, signal) => {
    if (signal === 'SIGPIPE') gone.abort();
  });
  tail.unref();
  return { gone: gone.signal, [Symbol.dispose]: () => void tail.kill() };
}
