import type { Runtime } from '../runtime/runtime.js';
import type { Event } from '../state/core/event.js';
import type { SnapshotSource } from '../state/core/store.js';
import { watchBuilds } from './files/watch-builds.js';
import { watchConfiguration } from './files/watch-configuration.js';
import { watchRefusals } from './refused-settings.js';
import { watchRunners } from './runner-watch.js';

interface WatchAllOptions {
  readonly runtime: Pick<Runtime, 'logs' | 'reports' | 'mask'>;
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onFailure: (where: string, error: unknown) => void;
}

/** Starts every watch except that of the engine: source, configuration, runners, refused settings. Ends with `signal`. */
export function watchAll(store: SnapshotSource, options: WatchAllOptions): void {
  watchRunners(store, options);
  watchBuilds(store, options);
  watchConfiguration(store, options);
  watchRefusals(store, options);
}
