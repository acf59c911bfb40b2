import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeControllerRecord } from '../../src/adapters/controller/state-dir.js';

const program = fileURLToPath(new URL('../fakes/controller-process.mjs', import.meta.url));

/** A process that is taken for the controller of the environment whose folder it has; gone with its folder when disposed. */
export interface StandIn extends AsyncDisposable {
  readonly stateDir: string;
  readonly pid: number;
  /** Resolves with the signal that ended it, or with `null` where it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** Starts one that treats wishes like that. */
export async function standIn(behaviour: 'goes' | 'forgets' | 'hangs' | 'refuses'): Promise<StandIn> {
  const stateDir = await mkdtemp(join(tmpdir(), 'sim stand-in '));
  const child = spawn(process.execPath, [program, 'controller', '--state', stateDir, behaviour], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('exit', (_code, signal) => resolve(signal));
  });
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  await writeControllerRecord(stateDir, {
    ...{ pid, socket: join(stateDir, 'api.sock'), startedAt: 0, version: '0' },
  });
  return {
    stateDir,
    pid,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
