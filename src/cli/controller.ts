import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { beginFromParent, refused, tellParent } from '../adapters/controller/startup-handshake.js';
import { type Sim, type SimOptions, startSim } from '../sim.js';
import type { CommandContext } from './context.js';

/** How long a controller that has ended waits for the answer to its first `up`, which fails then. */
const patienceMs = 1000;

/** The hidden command that `up` starts in the background: holds the environment until it is down. */
export async function controller(context: CommandContext, args: readonly string[]): Promise<number> {
  const { name, root, state: stateDir } = optionsOf(args);
  const begin = await beginFromParent(context.interrupted);
  // The `up` that started this process has gone before it said what to bring up.
  if (begin === undefined) return 0;
  const { engine, request } = begin;
  await using sim = await startOrTell({
    ...{ name, root, stateDir, version: context.version, env: context.env },
    ...{ engine, request, signal: context.interrupted },
  });
  if (!context.interrupted.aborted) void tellParent({ kind: 'listening', socket: sim.socket });
  const told = sim.declared.then(
    () => tellParent({ kind: 'declared' }),
    (error: unknown) => tellParent(refused(error)),
  );
  await sim.ended;
  // The first `up` may still wait for an engine that does not answer.
  await Promise.race([told, wait(patienceMs, undefined, { ref: false })]);
  return 0;
}

/** Starts the controller; the `up` that waits for it is told why where that fails, say because another controller has the environment. */
async function startOrTell(options: SimOptions): Promise<Sim> {
  try {
    return await startSim(options);
  } catch (error) {
    await tellParent(refused(error));
    throw error;
  }
}

function optionsOf(args: readonly string[]): { name: string; root: string; state: string } {
  const option = { type: 'string' } as const;
  const { name, root, state } = parseArgs({
    args: [...args],
    options: { name: option, root: option, state: option },
  }).values;
  if (name === undefined || root === undefined || state === undefined) {
    throw new Error('a controller is started by up');
  }
  return { name, root, state };
}
