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

/** The newest build from that source whose binary is still what was built. */
async function soundBuild(folder: BuildFolder, sum: string): Promise<BuildRecord | undefined> {
  for (const record of await folder.records()) {
    if (record.source?.sums.includes(sum) && (await folder.isSound(record))) return record;
  }
  return undefined;
}
