import type Docker from 'dockerode';
import { SimError } from '../../errors.js';
import { readLines } from './lines.js';
import { readFrames } from './logs/frames.js';
import { plainText } from './plain-text.js';
import { asReadable } from './readable.js';

/** The runner's own program, as the image of its containers has it, and the word by which it repeats what it reported. */
const command = ['/sim/runner', 'sim-reports'];

/** Asks the runner inside a container: yields its last reports, then each new one until the container ends or `signal` aborts. */
export async function* askRunner(container: Docker.Container, signal: AbortSignal): AsyncGenerator<string> {
  const exec = await container.exec({
    Cmd: command,
    // The end of its input tells the program that nobody listens any more.
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = asReadable(await exec.start({ hijack: true, stdin: true }), signal);
  const complaints: string[] = [];
  for await (const line of readLines(outputOf(stream, complaints))) yield plainText(line);
  const { ExitCode } = await exec.inspect();
  if (signal.aborted || ExitCode === 0 || ExitCode === null) return;
  throw new SimError(
    'failed',
    `its runner does not tell its reports: ${complaints.join('').trim() || `exit code ${ExitCode}`}`,
  );
}

async function* outputOf(
  stream: Parameters<typeof readFrames>[0],
  complaints: string[],
): AsyncGenerator<Buffer> {
  for await (const { stream: name, bytes } of readFrames(stream)) {
    if (name === 'stdout') yield bytes;
    else complaints.push(plainText(bytes.toString()));
  }
}
