import type { Event } from '../../state/core/event.js';
import type { WatchTargets } from './scope.js';
import { type FileWatch, watchFiles } from './watch-files.js';

interface WatchOptions extends WatchTargets {
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Dispatches `source.changed` for source whose content has changed, and `watch.started` when it is known how that is noticed. */
export function watchSources({ dispatch, ...options }: WatchOptions): FileWatch {
  return watchFiles({
    ...options,
    onChange: (files, at) => dispatch({ kind: 'source.changed', at, files }),
    onMode: (polling, at) =>
      dispatch({
        kind: 'watch.started',
        at,
        mode: polling === undefined ? 'events' : 'polling',
        detail: polling,
      }),
  });
}
