import { execa } from 'execa';
import { SimError } from '../../errors.js';
import { plainText } from '../docker/plain-text.js';
import type { Invocation } from './arguments.js';
import { complaint, lastLines } from './failure.js';

/**
 * A shell script that runs a program for as long as its standard input is open. When the controller ends, even by SIGKILL, the input closes
 * and the program ends with all that it has started. The program has a process group of its own. The shell survives the first signal,
 * which breaks off its first `wait`, to see the end of the program.
 */
const leash = `
trap : TERM
exec 3<&0
"$@" 3<&- </dev/null &
child=$!
(
  trap '' TERM
  cat <&3 >/dev/null
  kill -TERM 0
  sleep 3
  kill -KILL 0
) &
wait "$child"
wait "$child"
kill -KILL 0
`;

/** How many of the last lines are kept, to say why the watch ended by itself. */
const keptLines = 40;

/** Runs `docker compose watch` until `signal` aborts; rejects with SimError `compose-failed` where it ends before. */
export async function runWatch(
  { command, env, cwd }: Invocation,
  words: readonly string[],
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const subprocess = execa('sh', ['-c', leash, 'sim-leash', ...command, ...words], {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    extendEnv: false,
    stdin: 'pipe',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  const letGo = () => subprocess.stdin.end();
  signal.addEventListener('abort', letGo, { once: true });
  const tail: string[] = [];
  try {
    for await (const line of subprocess.iterable({ from: 'all' })) {
      const text = plainText(line).trim();
      if (text === '') continue;
      tail.push(text);
      if (tail.length > keptLines) tail.shift();
      onLine(text);
    }
  } finally {
    signal.removeEventListener('abort', letGo);
    letGo();
  }
  await subprocess;
  if (!signal.aborted) {
    throw new SimError('compose-failed', complaint(tail, 'watch'), { detail: lastLines(tail, keptLines) });
  }
}
