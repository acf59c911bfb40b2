import type Docker from 'dockerode';
import { readFrames } from './logs/frames.js';
import { plainText } from './plain-text.js';
import { asReadable } from './readable.js';

/** How many bytes of each stream are kept; what comes after them is read and dropped. */
const mostBytes = 1024 * 1024;

/**
 * Runs a program inside a container, without a shell. The engine cannot end what it started there: after an abort the program has no
 * output any more, and goes on until it writes.
 */
export async function execInside(
  container: Docker.Container,
  command: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = asReadable(await exec.start({}), signal);
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const bytes = { stdout: 0, stderr: 0 };
  for await (const frame of readFrames(stream)) {
    if (bytes[frame.stream] < mostBytes) kept[frame.stream].push(frame.bytes);
    bytes[frame.stream] += frame.bytes.length;
  }
  const { ExitCode } = await exec.inspect();
  const text = (parts: readonly Buffer[]) =>
    plainText(Buffer.concat(parts).subarray(0, mostBytes).toString());
  return { exitCode: ExitCode ?? 1, stdout: text(kept.stdout), stderr: text(kept.stderr) };
}
