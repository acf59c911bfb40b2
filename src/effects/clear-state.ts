import { rm } from 'node:fs/promises';
import { leaveNothing } from '../adapters/controller/leave-nothing.js';
import type { RemovalReport } from '../state/core/event.js';
import { leaveRecordedBuilds } from './builds/leave-recorded-builds.js';

/**
 * Takes away what an environment that is down left on the disk; what it built stays in the store of the checkout. With data that
 * were kept stays what is needed to get at them again. `volumes`: the data were asked to go, too. Answers the folder beside it to which
 * that was put aside, for `removeCleared`.
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

/** Removes what was put aside: that may take a while, and nobody has to wait for it. */
export async function removeCleared(folder: string | undefined): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
