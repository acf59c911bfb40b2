import { dirname } from 'node:path';
import type { BuildDelivery } from '../../runtime/build-delivery.js';
import type { Event } from '../../state/core/event.js';
import { beginWithLast } from './begin-with-last.js';
import { type BuildFolder, buildFolder } from './build-folder.js';
import { type BuildRecord, buildOf } from './build-record.js';
import { createBuildStore, storeFolder } from './build-store.js';

/**
 * Dispatches what an earlier controller has built, so that numbers go on and a build that still runs keeps its number. With `directoryOf` (the
 * folder of a service's `package main`) a service without builds gets the one that another environment of the checkout had last. Await it
 * before `environment.declared` is dispatched, because that event asks for the first build.
 */
export async function recoverBuilds(
  {
    stateDir,
    delivery,
  }: {
    /** Absolute `.sim/<name>`. */
    readonly stateDir: string;
    readonly delivery: Pick<BuildDelivery, 'offeredBuild' | 'offerBuild'>;
  },
  services: readonly string[],
  { dispatch, now }: { readonly dispatch: (event: Event) => void; readonly now: () => number },
  directoryOf: (service: string) => string | undefined = () => undefined,
): Promise<void> {
  const store = createBuildStore(storeFolder(dirname(stateDir)));
  await Promise.all(
    services.map(async (service) => {
      const folder = buildFolder(stateDir, service);
      const directory = directoryOf(service);
      if (directory !== undefined && (await folder.numbers()).length === 0) {
        // Where the disk refuses it the service is built instead.
        await beginWithLast(folder, { store, delivery }, { service, directory }).catch(() =>
          folder.discard(1),
        );
      }
      const numbers = await folder.numbers();
      if (numbers.length === 0) return;
      const records = await folder.records();
      dispatch({
        kind: 'builds.recovered',
        at: now(),
        service,
        nextNumber: Math.max(...numbers) + 1,
        ...(await soundOffer({ service, folder, directory, delivery }, records)),
        history: records.map(buildOf),
      });
    }),
  );
}

const none = { current: undefined, pinned: false, sources: [] };

/** The build that was offered last; `current` is `undefined` where its binary is damaged, or of another folder than is declared now. */
async function soundOffer(
  {
    service,
    folder,
    directory,
    delivery,
  }: {
    readonly service: string;
    readonly folder: BuildFolder;
    readonly directory: string | undefined;
    readonly delivery: Pick<BuildDelivery, 'offeredBuild' | 'offerBuild'>;
  },
  records: readonly BuildRecord[],
): Promise<{
  readonly current: number | undefined;
  readonly pinned: boolean;
  readonly sources: readonly string[];
}> {
  const offered = await delivery.offeredBuild(service);
  const record = records.find(({ number }) => number === offered?.build);
  if (record === undefined || !(await folder.isSound(record))) return none;
  if (directory !== undefined && record.directory !== directory) {
    // Otherwise a container that starts would run it.
    await delivery.offerBuild(service, undefined);
    return none;
  }
  return { current: record.number, pinned: offered?.pinned ?? false, sources: record.sums ?? [] };
}
