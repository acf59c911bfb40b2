import { once } from 'node:events';
import type { EngineFound } from '../engine/engine.js';
import { startSim } from '../sim.js';
import type { CommandContext } from './context.js';

/** The hidden command that `up` starts in the background: holds the environment until it is down. */
export async function controller(
  context: CommandContext,
  options: { name: string; root: string; state: string },
): Promise<number> {
  const engine = await engineFromParent();
  // Whoever started us has gone before there was an engine: there is nothing to hold.
  if (engine === undefined) return 0;
  await using sim = await startSim({
    name: options.name,
    root: options.root,
    stateDir: options.state,
    version: context.version,
    env: context.env,
    engine,
    signal: context.interrupted,
  });
  process.send?.('listening');
  await sim.ended;
  return 0;
}

/** `up` looks for the engine while this process starts, and tells what it found. */
async function engineFromParent(): Promise<EngineFound | undefined> {
  if (process.send === undefined) return undefined;
  const gone = new AbortController();
  process.once('disconnect', () => gone.abort());
  try {
    const [found] = await once(process, 'message', { signal: gone.signal });
    // Sent by `up` of this very version.
    return found as EngineFound;
  } catch {
    return undefined;
  }
}
