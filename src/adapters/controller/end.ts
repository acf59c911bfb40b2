import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { isAlive } from '../../engine/is-alive.js';
import { SimError } from '../../errors.js';
import { commandFor } from '../../words/commands.js';

const hasProc = existsSync('/proc/self/cmdline');
// Elsewhere a program has to be started for each look.
const lookMs = hasProc ? 50 : 500;

/** The process that holds an environment. */
export interface ControllerProcess {
  readonly pid: number;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
}

/** Whether it ended before `signal` was aborted. It is no child of ours, so nobody tells us. */
export async function controllerEnded(controller: ControllerProcess, signal: AbortSignal): Promise<boolean> {
  while (await runs(controller)) {
    if (signal.aborted) return false;
    await wait(lookMs, undefined, { signal }).catch(() => undefined);
  }
  return true;
}

/** Ends a controller and leaves its containers: asks it, then insists. Throws SimError `failed` where that is not allowed. */
export async function endController(controller: ControllerProcess, patienceMs: number): Promise<void> {
  for (const way of ['SIGTERM', 'SIGKILL'] as const) {
    if (!(await runs(controller))) return;
    try {
      process.kill(controller.pid, way);
    } catch (error) {
      if (await runs(controller)) throw notEnded(controller, error);
    }
    if (await controllerEnded(controller, AbortSignal.timeout(patienceMs))) return;
  }
  throw notEnded(controller, undefined);
}

// A record outlives its process, and the number of that may be another's by now: the command line tells.
async function runs({ pid, stateDir }: ControllerProcess): Promise<boolean> {
  const command = await commandOf(pid);
  if (command === undefined) return isAlive(pid);
  return ` ${command} `.includes(' controller ') && ` ${command} `.includes(` ${stateDir} `);
}

/** As it was started; empty where there is none, or only what its parent has not fetched yet. `undefined`: we may not see it. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (!hasProc) {
    return (await execa('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { reject: false })).stdout;
  }
  try {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text.replaceAll('\0', ' ');
  } catch {
    // Also of one that is hidden from us.
    return isAlive(pid) ? undefined : '';
  }
}

function notEnded({ pid, stateDir }: ControllerProcess, cause: unknown): SimError {
  return new SimError('failed', `the controller (process ${pid}) could not be ended`, {
    hint: `sudo kill -9 ${pid} ends it; then ${commandFor(basename(stateDir), 'down')} once more`,
    ...(cause === undefined ? {} : { cause }),
  });
}
