import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `/proc` counts in: `getconf CLK_TCK` is 100 on every Linux that Node knows. */
const ticksPerSecond = 100;

/** Processor time of a process in milliseconds since it began, with those of all that it has started and seen end. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name stands in parentheses, and may have blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return (ticks / ticksPerSecond) * 1000;
}

/** Resident memory in MB. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 102.4) / 10;
}

/** Runs a command by way of a shell that counts: what `run` is given are the words of that shell. Answers its processor time in milliseconds. */
export async function countCpuMs(
  command: readonly string[],
  run: (file: string, words: readonly string[]) => Promise<void>,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-bench-times-'));
  try {
    const times = join(folder, 'times');
    await run('sh', [
      '-c',
      'file=$1; shift; "$@"; code=$?; times >"$file"; exit $code',
      'sh',
      times,
      ...command,
    ]);
    return sumOf(await readFile(times, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** `0m1.250s`, of the shell itself and of what it has started. */
function sumOf(times: string): number {
  return [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}
