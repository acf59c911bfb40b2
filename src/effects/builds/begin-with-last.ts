import type { BuildDelivery } from '../../runtime/build-delivery.js';
import type { BuildFolder } from './build-folder.js';
import type { BuildStore } from './build-store.js';

/**
 * Gives a service of a new environment the build that was current last in another environment of the checkout. It answers at once; whether
 * the source has changed since is looked at when everything runs, as in an environment that comes back.
 */
export async function beginWithLast(
  folder: BuildFolder,
  { store, delivery }: { readonly store: BuildStore; readonly delivery: Pick<BuildDelivery, 'offerBuild'> },
  { service, directory }: { readonly service: string; readonly directory: string },
): Promise<void> {
  const last = await store.remembered(service);
  // Another service may have that name by now.
  if (last?.directory !== directory) return;
  const { binary } = await folder.prepare(1);
  await folder.clearWork(1);
  for (const sum of last.sums ?? []) {
    if (!(await store.take(sum, binary))) continue;
    await folder.keep({ ...last, number: 1 });
    await delivery.offerBuild(service, { build: 1, pinned: false });
    return;
  }
  await folder.discard(1);
}
