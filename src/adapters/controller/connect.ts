import { dirname } from 'node:path';
import { ControllerClient } from '../../contract/client.js';
import { contractVersion } from '../../contract/routes.js';
import { SimError } from '../../errors.js';
import { commandFor } from '../../words/commands.js';
import { requirePrivateFolder } from '../private-folder.js';
import type { Asked } from './earlier-up.js';
import { readControllerRecord } from './state-dir.js';

/** How long a controller may take to say what it is, in milliseconds; mostly it takes a few. */
const patienceMs = 10_000;

/** A controller that runs. */
export interface FoundController {
  readonly client: ControllerClient;
  readonly pid: number;
  /** Whether it accepts connections and does not answer: it hangs, or was halted. */
  readonly silent: boolean;
  /** Whether it speaks the same major version of the contract. */
  readonly sameVersion: boolean;
}

/** Finds the environment's controller; `undefined` where none listens. A controller that has not answered when `signal` aborts is `silent`. */
export async function findController(
  stateDir: string,
  signal?: AbortSignal,
): Promise<FoundController | undefined> {
  const record = await readControllerRecord(stateDir);
  if (record === undefined) return undefined;
  // A socket outside of the environment's folder could have been replaced by another user.
  await requirePrivateFolder(dirname(record.socket));
  const client = new ControllerClient(record.socket);
  const { pid } = record;
  const patience = AbortSignal.any([
    AbortSignal.timeout(patienceMs),
    ...(signal === undefined ? [] : [signal]),
  ]);
  try {
    const { protocol } = await client.controller(patience);
    return { client, pid, silent: false, sameVersion: protocol === contractVersion };
  } catch (error) {
    if (patience.aborted) return { client, pid, silent: true, sameVersion: false };
    if (error instanceof SimError && error.code === 'controller-unreachable') return undefined;
    throw error;
  }
}

/** A client of the environment's controller. Throws SimError `not-running`, or `other-version`. */
export async function connectController(asked: Asked, signal?: AbortSignal): Promise<ControllerClient> {
  const found = await findController(asked.stateDir, signal);
  if (found !== undefined) return understood(found, asked);
  throw new SimError('not-running', `no controller holds the environment '${asked.name}'`, {
    hint: `${await earlierUp(asked)} starts it, or adopts what still runs of it`,
  });
}

/** The client of a controller. Throws SimError where it hangs, or is of another version because Sim was changed while the environment ran. */
export async function understood(
  { client, pid, silent, sameVersion }: FoundController,
  asked: Asked,
): Promise<ControllerClient> {
  if (sameVersion) return client;
  const { name, here } = asked;
  const hint = `${commandFor(name, 'down', here)} && ${await earlierUp(asked)}`;
  throw silent
    ? new SimError('controller-unreachable', `the controller of '${name}' (process ${pid}) does not answer`, {
        hint,
      })
    : new SimError('other-version', `the controller of '${name}' runs another version of Sim`, { hint });
}

/** The words of the last `up`, for a hint. The module is loaded only where one is shown, because it reads Compose files. */
async function earlierUp(asked: Asked): Promise<string> {
  return (await import('./earlier-up.js')).earlierUp(asked);
}
