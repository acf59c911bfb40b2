import type { Environment } from '../../src/environment/environment.js';
import type { Event } from '../../src/state/core/event.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import type { Snapshot } from '../../src/state/core/snapshot.js';
import { createStore, type Store } from '../../src/state/core/store.js';

/** A store of a declared environment, with a clock that moves one millisecond per look. */
export function declaredStore(environment: Environment): Store & {
  readonly now: () => number;
  readonly kinds: string[];
  readonly until: (reached: (snapshot: Snapshot) => boolean) => Promise<Snapshot>;
} {
  const store = createStore(reduce, emptySnapshot(0));
  const kinds: string[] = [];
  let at = 0;
  const now = () => ++at;
  const recorded = {
    get current() {
      return store.current;
    },
    subscribe: store.subscribe,
    dispatch(event: Event) {
      kinds.push(event.kind);
      store.dispatch(event);
    },
    now,
    kinds,
    until: (reached: (snapshot: Snapshot) => boolean) =>
      new Promise<Snapshot>((resolve) => {
        const look = () => {
          if (!reached(store.current)) return;
          unsubscribe();
          resolve(store.current);
        };
        const unsubscribe = store.subscribe(look);
        look();
      }),
  };
  store.dispatch({ kind: 'environment.declared', at: now(), environment });
  return recorded;
}
