import type { Environment } from '../../environment/environment.js';
import { mountersOf } from '../../state/configuration.js';
import type { Event } from '../../state/event.js';
import type { SnapshotSource } from '../../state/store.js';
import type { WatchTargets } from './scope.js';
import { type FileWatch, watchFiles } from './watch-files.js';

interface WatchOptions {
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Dispatches `config.changed` for each edited file of a mounted configuration, and follows as services come in. Ends with `signal`. */
export function watchConfiguration(
  source: SnapshotSource,
  { dispatch, now, signal }: WatchOptions,
): Pick<FileWatch, 'settled'> {
  let seen = source.current.environment;
  const watch = watchFiles({
    ...targetsOf(seen),
    now,
    signal,
    onChange: (files, at) => {
      for (const file of files) {
        const services = mountersOf(source.current.environment, file);
        if (services.length > 0) dispatch({ kind: 'config.changed', at, services, file });
      }
    },
    // How source is watched is told already, and the two lie side by side.
    onMode: () => undefined,
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
  return { folders: [], extraFiles: [...new Set(mounts.map((mount) => mount.source))] };
}
