import { rm } from 'node:fs/promises';
import { leaveNothing } from '../adapters/controller/leave-nothing.js';
import type { RemovalReport } from '../state/core/event.js';
import { leaveRecordedBuilds } from './builds/leave-recorded-builds.js';

/**
 * Clears the state folder of an environment that is down. Its builds stay in the checkout's build store; where data were kept, so do the
 * files that are needed to use them again. `volumes`: whether the data were asked to go, too. Resolves with the folder beside it to which
 * the rest was moved, for `removeCleared`; `undefined` where there was nothing.
 */
export async function clearState(
  stateDir: string,
  { keptVolumes }: RemovalReport,
  volumes: boolean,
): Promise<string | undefined> {
  await leaveRecordedBuilds(stateDir);
  const data = keptVolumes.length > 0;
  return leaveNothing(stateDir, { data, answers: data || !volumes });
}

/** Removes the folder that `clearState` put aside. That may take a while, and nobody has to wait for it. */
export async function removeCleared(folder: string | undefined): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
