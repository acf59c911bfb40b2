import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { isAlive } from '../../engine/is-alive.js';
import { SimError } from '../../errors.js';
import { commandFor } from '../../words/commands.js';

const hasProc = existsSync('/proc/self/cmdline');
// Without /proc a program has to be started for each look.
const lookMs = hasProc ? 50 : 500;

/** The process that holds an environment. */
export interface ControllerProcess {
  readonly pid: number;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
}

/** Waits for a controller to end; `false` where `signal` aborts first. It is no child of this process, so it has to be looked for. */
export async function controllerEnded(controller: ControllerProcess, signal: AbortSignal): Promise<boolean> {
  while (await runs(controller)) {
    if (signal.aborted) return false;
    await wait(lookMs, undefined, { signal }).catch(() => undefined);
  }
  return true;
}

/** Ends a controller and leaves its containers: by SIGTERM, then by SIGKILL. Throws SimError `failed` where that is not allowed. */
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

// The record outlives its process, whose number may be another process's by now: its command line tells.
async function runs({ pid, stateDir }: ControllerProcess): Promise<boolean> {
  const command = await commandOf(pid);
  if (command === undefined) return isAlive(pid);
  return ` ${command} `.includes(' controller ') && ` ${command} `.includes(` ${stateDir} `);
}

/** The command line of a process; empty where there is none, or only a zombie. `undefined`: this user may not see it. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (!hasProc) {
    return (await execa('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { reject: false })).stdout;
  }
  try {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text.replaceAll('\0', ' ');
  } catch {
    // A process that is hidden from this user is alive all the same.
    return isAlive(pid) ? undefined : '';
  }
}

function notEnded({ pid, stateDir }: ControllerProcess, cause: unknown): SimError {
  return new SimError('failed', `the controller (process ${pid}) could not be ended`, {
    hint: `sudo kill -9 ${pid} ends it; then ${commandFor(basename(stateDir), 'down')} once more`,
    ...(cause === undefined ? {} : { cause }),
  });
}
