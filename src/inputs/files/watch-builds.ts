import type { Event } from '../../state/core/event.js';
import type { Snapshot } from '../../state/core/snapshot.js';
import type { SnapshotSource } from '../../state/core/store.js';
import type { WatchTargets } from './scope.js';
import { watchSources } from './watch-sources.js';

/** Watches the source of every `go` service, and follows as packages come to be listed. Ends with `signal`. */
export function watchBuilds(
  source: SnapshotSource,
  options: {
    readonly dispatch: (event: Event) => void;
    readonly now: () => number;
    readonly signal: AbortSignal;
  },
): void {
  let seen = source.current.builds;
  const watch = watchSources({ ...options, ...targetsOf(source.current) });
  const stop = source.subscribe(() => {
    const { builds } = source.current;
    if (builds === seen) return;
    const before = seen;
    seen = builds;
    const listed = Object.values(builds).some(
      (one) => one.source !== before[one.service]?.source || one.directory !== before[one.service]?.directory,
    );
    if (listed) watch.update(targetsOf(source.current));
  });
  options.signal.addEventListener('abort', stop, { once: true });
}

function targetsOf({ builds }: Snapshot): WatchTargets {
  const all = Object.values(builds);
  const lists = all.flatMap(({ source }) => source ?? []);
  return {
    folders: [
      ...lists.flatMap(({ folders }) => folders),
      ...all.flatMap(({ source, directory }) => (source === undefined ? (directory ?? []) : [])),
    ],
    embeds: lists.flatMap(({ embeds }) => embeds),
    single: lists.flatMap(({ deciding, awaited, links }) => [...deciding, ...awaited, ...links]),
    modules: lists.flatMap(({ modules }) => modules),
  };
}
