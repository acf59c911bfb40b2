import type { ViewsSource } from '../contract/live.js';
import type { SnapshotSource } from '../state/core/store.js';
import { createViews } from '../state/core/views.js';
import { type StartOutcome, startOutcome } from '../state/services/outcome.js';

/** The views of a store; they are derived when `current` is read. */
export interface StoreViews extends ViewsSource {
  /** How far `up` has come, without deriving the views: cheap enough to read at each change. */
  readonly outcome: StartOutcome;
}

/** The views of the Snapshot that a store holds. */
export function viewsOfStore(store: SnapshotSource): StoreViews {
  const views = createViews();
  return {
    get current() {
      return views(store.current);
    },
    get outcome() {
      return startOutcome(store.current);
    },
    subscribe: (listener) => store.subscribe(listener),
  };
}
