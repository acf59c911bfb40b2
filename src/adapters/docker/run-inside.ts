import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';

/** How a program inside a container ended. */
export interface InsideResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Whether it was ended because `signal` aborted. */
  readonly cancelled: boolean;
}

// The engine can't end what it started inside a container. So each program writes down its process id, which is that of its process group,
// too, and its cancellation writes a note as well: whichever comes second sees what the other wrote.
const begin =
  'echo $$ >"/tmp/$0"; if [ -e "/tmp/$0.end" ]; then exit 137; fi; "$@"; code=$?; rm -f "/tmp/$0"; exit $code';
const end =
  ': >"/tmp/$0.end"; if [ -e "/tmp/$0" ]; then kill -KILL "-$(cat "/tmp/$0")"; rm -f "/tmp/$0" "/tmp/$0.end"; fi';

/** Runs a program inside a container that has a shell and a /tmp to write to; all that it started ends with it when `signal` aborts. */
export async function runInside(
  container: Docker.Container,
  command: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<InsideResult> {
  const { cwd, env, signal } = options;
  if (signal.aborted) return { stdout: '', stderr: '', exitCode: 137, cancelled: true };
  const id = `run-${randomBytes(6).toString('hex')}`;
  const exec = await container.exec({
    Cmd: ['sh', '-c', begin, id, ...command],
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    WorkingDir: cwd,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  let ended: Promise<void> | undefined;
  const abort = () => {
    ended = kill(container, id).catch(() => undefined);
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    container.modem.demuxStream(stream, stdout, stderr);
    const close = () => {
      stdout.end();
      stderr.end();
    };
    stream.once('end', close).once('close', close);
    const [out, err] = await Promise.all([text(stdout), text(stderr)]);
    await ended;
    const { ExitCode } = await exec.inspect();
    return { stdout: out, stderr: err, exitCode: ExitCode ?? 1, cancelled: signal.aborted };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function kill(container: Docker.Container, id: string): Promise<void> {
  const exec = await container.exec({ Cmd: ['sh', '-c', end, id], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  await finished(stream.resume());
}
