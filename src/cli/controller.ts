import { startSim } from '../sim.js';
import type { CommandContext } from './context.js';

/** The hidden command that `up` starts in the background: holds the environment until it is down. */
export async function controller(
  context: CommandContext,
  options: { name: string; root: string; state: string },
): Promise<number> {
  await using sim = await startSim({
    name: options.name,
    root: options.root,
    stateDir: options.state,
    version: context.version,
    env: context.env,
    signal: context.interrupted,
  });
  // Tells `up` that the API listens; without a parent there is nobody to tell.
  process.send?.('listening');
  await sim.ended;
  return 0;
}
