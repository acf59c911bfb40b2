import type { BuildDelivery } from '../../runtime/build-delivery.js';
import type { EffectOf } from '../../state/core/effect.js';
import type { EffectContext } from '../effect-handler.js';
import type { BuildFolder } from './build-folder.js';
import { type BuildRecord, buildOf } from './build-record.js';

/** The newest build from a source whose binary is still what was built. */
export async function keptBuild(folder: BuildFolder, sum: string): Promise<BuildRecord | undefined> {
  for (const record of await folder.records()) {
    if (record.sums?.includes(sum) && (await folder.isSound(record))) return record;
  }
  return undefined;
}

/** Offers a kept build. */
export async function reuseBuild(
  delivery: Pick<BuildDelivery, 'offerBuild'>,
  { service, build, requestedAt }: EffectOf<'build'>,
  record: BuildRecord,
  startedAt: number,
  { dispatch, now }: EffectContext,
): Promise<void> {
  await delivery.offerBuild(service, { build: record.number, pinned: false });
  const phasesMs = { wait: Math.max(0, startedAt - requestedAt) };
  const same = buildOf(record);
  dispatch({ kind: 'build.reused', at: now(), service, build, same, requestedAt, phasesMs });
}
