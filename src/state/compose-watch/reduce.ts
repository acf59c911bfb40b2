import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { ruled } from './plan.js';

/** The services whose rules are followed after an event; `after` is the Snapshot with all else that the event has changed. */
export function reduceComposeWatch(after: Snapshot, event: Event): Snapshot['composeWatch'] {
  const { composeWatch } = after;
  if (event.kind === 'effect.started' && event.effect.kind === 'compose-watch') {
    return { services: event.effect.services, outdated: false };
  }
  if (composeWatch === undefined) return undefined;
  // Services that are wanted again count as never followed, because the reason of an earlier end may be gone.
  const wanted = ruled(after);
  if (!composeWatch.services.every((name) => wanted.includes(name))) return undefined;
  return event.kind === 'environment.declared' ? { ...composeWatch, outdated: true } : composeWatch;
}
