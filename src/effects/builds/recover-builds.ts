import type { Build } from '../../state/builds.js';
import type { Event } from '../../state/event.js';
import { type BuildFolder, buildFolder } from './build-folder.js';
import type { BuildRecord } from './build-record.js';

/**
 * Tells what an earlier controller built, so that numbers go on and a build that still runs keeps its name. To be awaited
 * before `environment.declared` is dispatched: that event asks for the first build.
 */
export async function recoverBuilds(
  stateDir: string,
  services: readonly string[],
  { dispatch, now }: { readonly dispatch: (event: Event) => void; readonly now: () => number },
): Promise<void> {
  await Promise.all(
    services.map(async (service) => {
      const folder = buildFolder(stateDir, service);
      const numbers = await folder.numbers();
      if (numbers.length === 0) return;
      const records = await Promise.all(numbers.map((build) => folder.record(build)));
      const finished = records.filter((record) => record !== undefined);
      dispatch({
        kind: 'builds.recovered',
        at: now(),
        service,
        nextNumber: Math.max(...numbers) + 1,
        current: await soundCurrent(folder, finished),
        history: finished.sort((a, b) => b.number - a.number).map(buildOf),
      });
    }),
  );
}

/** What `current` names, if its binary is still what was built: a crash of the machine may have cut it short. */
async function soundCurrent(
  folder: BuildFolder,
  records: readonly BuildRecord[],
): Promise<number | undefined> {
  const current = await folder.current();
  const record = records.find(({ number }) => number === current);
  if (record === undefined) return undefined;
  const digest = await folder.digest(record.number).catch(() => undefined);
  return digest === record.digest ? record.number : undefined;
}

/** Kept builds went live in their time, or the controller ended a moment before: the runner tells which one answers now. */
function buildOf({ number, cause, files, requestedAt, startedAt, finishedAt, ...took }: BuildRecord): Build {
  return {
    number,
    cause,
    files,
    requestedAt,
    startedAt,
    finishedAt,
    outcome: 'live',
    phasesMs: {
      wait: Math.max(0, startedAt - requestedAt),
      ...(took.compileMs === undefined ? {} : { compile: took.compileMs }),
      ...(took.linkMs === undefined ? {} : { link: took.linkMs }),
    },
    errors: [],
  };
}
