import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../../environment/environment.js';
import { mountersOf } from '../../state/configuration/configuration.js';
import type { Event } from '../../state/core/event.js';
import type { SnapshotSource } from '../../state/core/store.js';
import type { WatchTargets } from './scope.js';
import { type FileWatch, watchFiles } from './watch-files.js';

interface WatchOptions {
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** The temporary files of editors (vim's `4913`, `sedXXXXXX` of `sed -i`, copies that are renamed) are gone sooner. */
const passingMs = 100;

/** Dispatches `config.changed` for each edited file of a mounted configuration, and follows as services come in. Ends with `signal`. */
export function watchConfiguration(
  source: SnapshotSource,
  { dispatch, now, signal }: WatchOptions,
): Pick<FileWatch, 'settled'> {
  const tellIfItStays = async (file: string, at: number) => {
    const services = mountersOf(source.current.environment, file);
    if (services.length === 0) return;
    await delay(passingMs, undefined, { signal }).catch(() => undefined);
    // Editors write beside a file, and then in its place: a name that is gone by then was no edit.
    const stays = await stat(file).catch(() => undefined);
    if (stays !== undefined && !signal.aborted) dispatch({ kind: 'config.changed', at, services, file });
  };
  let seen = source.current.environment;
  const watch = watchFiles({
    ...targetsOf(seen),
    now,
    signal,
    onChange: (files, at) => {
      for (const file of files) void tellIfItStays(file, at);
    },
    // Where there is source, how it is watched is told already, and the two lie side by side.
    onMode: (detail, at) => {
      const told = Object.values(source.current.builds).some(({ watchNote }) => watchNote !== undefined);
      if (detail !== undefined && !told) dispatch({ kind: 'config.polled', at, detail });
    },
  });
  const stop = source.subscribe(() => {
    const { environment } = source.current;
    if (environment === seen) return;
    seen = environment;
    watch.update(targetsOf(environment));
  });
  signal.addEventListener('abort', stop, { once: true });
  return watch;
}

/** Mounts are watched with all that lies below them, as a container sees it. */
function targetsOf(environment: Environment | undefined): WatchTargets {
  const mounts = Object.values(environment?.services ?? {}).flatMap(({ configuration }) => configuration);
  return { trees: [...new Set(mounts.map((mount) => mount.source))] };
}
