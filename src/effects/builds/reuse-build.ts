import type { EffectContext, EffectOf } from '../../state/effect.js';
import type { BuildFolder } from './build-folder.js';
import { type BuildRecord, buildOf } from './build-record.js';

/** Makes the kept build current whose source was the same; says whether there is one. */
export async function reuseBuild(
  folder: BuildFolder,
  { service, build, requestedAt }: EffectOf<'build'>,
  sum: string,
  { dispatch, now }: EffectContext,
): Promise<boolean> {
  const startedAt = now();
  const record = await soundBuild(folder, sum);
  if (record === undefined) return false;
  const current = await folder.current();
  if (current?.build !== record.number || current.pinned) {
    await folder.makeCurrent({ build: record.number, pinned: false });
  }
  const phasesMs = { wait: Math.max(0, startedAt - requestedAt) };
  dispatch({ kind: 'build.reused', at: now(), service, build, same: buildOf(record), requestedAt, phasesMs });
  return true;
}

/** The newest build from that source whose binary is still what was built: a crash of the machine may have cut it short. */
async function soundBuild(folder: BuildFolder, sum: string): Promise<BuildRecord | undefined> {
  for (const record of await folder.records()) {
    if (record.source?.sums.includes(sum) && (await isSound(folder, record))) return record;
  }
  return undefined;
}

/** Whether a build's binary is still what was built. */
export async function isSound(folder: BuildFolder, record: BuildRecord): Promise<boolean> {
  return (await folder.digest(record.number).catch(() => undefined)) === record.digest;
}
