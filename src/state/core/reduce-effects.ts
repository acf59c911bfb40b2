import type { Event } from './event.js';
import type { Snapshot } from './snapshot.js';

type InFlight = Snapshot['inFlight'];
type FailedEffects = Snapshot['failedEffects'];

/** The effects that are under way after an event. */
export function reduceInFlight(inFlight: InFlight, event: Event): InFlight {
  switch (event.kind) {
    case 'effect.started':
      return { ...inFlight, [event.effect.key]: { effect: event.effect, startedAt: event.at } };
    case 'effect.finished':
    case 'effect.failed':
      return without(inFlight, ({ effect }) => effect.key === event.effect.key);
    default:
      return inFlight;
  }
}

/** The failed effects that must not be tried again yet. An event that may change how one would end removes it from the list. */
export function reduceFailedEffects(failed: FailedEffects, event: Event): FailedEffects {
  switch (event.kind) {
    case 'effect.failed':
      return {
        ...failed,
        [event.effect.key]: { effect: event.effect, at: event.at, detail: event.detail },
      };
    case 'effect.finished':
      return without(failed, ({ effect }) => effect.key === event.effect.key);
    case 'engine.connected':
    case 'source.changed':
    case 'up.requested':
    case 'down.requested':
    case 'start.requested':
    case 'stop.requested':
    case 'restart.requested':
    case 'scale.requested':
    case 'rebuild.requested':
    case 'pin.requested':
    case 'unpin.requested':
      return Object.keys(failed).length === 0 ? failed : {};
    // This container may have been what kept a network or volume in use.
    case 'container.observed':
    case 'container.removed':
      return without(failed, ({ effect }) => effect.kind === 'remove-environment');
    default:
      return failed;
  }
}

/** The record without some entries; the same object where none of them is in it. */
function without<T>(
  record: Readonly<Record<string, T>>,
  goes: (value: T) => boolean,
): Readonly<Record<string, T>> {
  const kept = Object.entries(record).filter(([, value]) => !goes(value));
  return kept.length === Object.keys(record).length ? record : Object.fromEntries(kept);
}
