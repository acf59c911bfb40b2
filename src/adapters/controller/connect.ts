import { SimError } from '../../errors.js';
import { ControllerClient } from '../../outputs/api/client.js';
import { protocolName } from '../../outputs/api/protocol.js';
import { commandFor } from '../../outputs/text/commands.js';
import { readControllerRecord } from './state-dir.js';

/** A controller that answers. */
export interface FoundController {
  readonly client: ControllerClient;
  /** It was compiled from the same sources, so its answers have the shapes that we know. */
  readonly sameVersion: boolean;
}

/** The environment's controller; `undefined` where none answers. */
export async function findController(stateDir: string): Promise<FoundController | undefined> {
  const record = await readControllerRecord(stateDir);
  if (record === undefined) return undefined;
  const client = new ControllerClient(record.socket);
  try {
    const { protocol } = await client.controller();
    return { client, sameVersion: protocol === protocolName };
  } catch (error) {
    if (error instanceof SimError && error.code === 'controller-unreachable') return undefined;
    throw error;
  }
}

/** A client of the environment's controller. Throws SimError `not-running`, or `other-version`. */
export async function connectController(stateDir: string, name: string): Promise<ControllerClient> {
  const found = await findController(stateDir);
  if (found !== undefined) return understood(found, name);
  throw new SimError('not-running', `the environment '${name}' is not running`, {
    hint: `${commandFor(name, 'up')} starts it, or adopts what still runs of it`,
  });
}

/** The client, unless the controller is of another version: Sim was changed while the environment ran. */
export function understood({ client, sameVersion }: FoundController, name: string): ControllerClient {
  if (sameVersion) return client;
  throw new SimError('other-version', `the controller of '${name}' runs another version of Sim`, {
    hint: `${commandFor(name, 'down')} && ${commandFor(name, 'up')}`,
  });
}
