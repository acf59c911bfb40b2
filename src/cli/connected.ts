import { connectController } from '../adapters/controller/connect.js';
import type { ControllerClient } from '../contract/client.js';
import type { CommandContext } from './context.js';

/** A client of the environment's controller. Throws SimError `not-running`, or `other-version`. */
export async function connected(
  { stateDirOf, here }: Pick<CommandContext, 'stateDirOf' | 'here'>,
  name: string,
  signal?: AbortSignal,
): Promise<ControllerClient> {
  return connectController({ name, here, stateDir: await stateDirOf(name) }, signal);
}
