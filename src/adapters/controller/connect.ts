import { SimError } from '../../errors.js';
import { ControllerClient } from '../../outputs/api/client.js';
import { commandFor } from '../../outputs/text/commands.js';
import { readControllerRecord } from './state-dir.js';

/** A client of the environment's controller; `undefined` where none answers. */
export async function findController(stateDir: string): Promise<ControllerClient | undefined> {
  const record = await readControllerRecord(stateDir);
  if (record === undefined) return undefined;
  const client = new ControllerClient(record.socket);
  try {
    await client.controller();
    return client;
  } catch (error) {
    if (error instanceof SimError && error.code === 'controller-unreachable') return undefined;
    throw error;
  }
}

/** A client of the environment's controller, or SimError `not-running`. */
export async function connectController(stateDir: string, name: string): Promise<ControllerClient> {
  const client = await findController(stateDir);
  if (client !== undefined) return client;
  throw new SimError('not-running', `the environment '${name}' is not running`, {
    hint: `${commandFor(name, 'up')} starts it, or adopts what still runs of it`,
  });
}
