import type { Event } from './event.js';
import type { Snapshot } from './snapshot.js';

/** The newest Snapshot, and word of each change. */
export interface SnapshotSource {
  readonly current: Snapshot;
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** Holds the newest Snapshot; `dispatch` is the only way to change it. */
export interface Store extends SnapshotSource {
  dispatch(event: Event): void;
}

/** A store over a pure `reduce`. An event that a listener dispatches is applied when the event before it is done, in order. */
export function createStore(
  reduce: (snapshot: Snapshot, event: Event) => Snapshot,
  initial: Snapshot,
): Store {
  let current = initial;
  let draining = false;
  const queue: Event[] = [];
  const listeners = new Set<() => void>();
  return {
    get current() {
      return current;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch(event) {
      queue.push(event);
      if (draining) return;
      draining = true;
      try {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const before = current;
          current = reduce(current, next);
          if (current !== before) for (const listener of [...listeners]) listener();
        }
      } finally {
        draining = false;
      }
    },
  };
}
