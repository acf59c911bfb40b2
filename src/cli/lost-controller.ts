import { setTimeout as wait } from 'node:timers/promises';
import { type FoundController, findController } from '../adapters/controller/connect.js';
import { endController } from '../adapters/controller/end.js';
import { socketPlaceOf } from '../adapters/controller/socket-place.js';
import { holderOf } from '../controller/lone-socket.js';

/** How long one that begins may take until it is found, and one that is ended to be gone. */
const usualMs = 5000;
const lookMs = 50;

/**
 * A controller that has the place of an environment and was not found: it only begins, and is answered as soon as it is there, or its folder
 * was removed while it ran (`git clean -fdx`). Then nobody can reach it, and it is ended. `undefined`: there is none any more.
 */
export async function foundOrEnded(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  patienceMs = usualMs,
): Promise<FoundController | undefined> {
  const { socket } = await socketPlaceOf(stateDir, env);
  const patience = AbortSignal.timeout(patienceMs);
  for (;;) {
    const pid = await holderOf(socket);
    if (pid === undefined) return undefined;
    const found = await findController(stateDir);
    if (found !== undefined) return found;
    if (patience.aborted) {
      say(`the controller (process ${pid}) has lost its folder and cannot be reached; it is ended`);
      await endController({ pid, stateDir }, patienceMs);
      return undefined;
    }
    await wait(lookMs);
  }
}
