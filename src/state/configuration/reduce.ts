import type { Event, EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { configName, meantBy } from './configuration.js';

type Configuration = Snapshot['configuration'];

/** The newest edit of each service's mounted configuration after an event. */
export function reduceConfiguration(known: Configuration, event: Event, snapshot: Snapshot): Configuration {
  if (event.kind === 'config.refused') return refused(known, event);
  if (event.kind !== 'config.changed') return known;
  const file = configName(snapshot.environment, event);
  const change = { file, path: event.file, at: event.at, refused: undefined };
  return { ...known, ...Object.fromEntries(meantBy(event).map((service) => [service, change])) };
}

function refused(
  known: Configuration,
  { services, changedAt, text }: EventOf<'config.refused'>,
): Configuration {
  const changed = services.flatMap((service) => {
    const change = known[service];
    // A complaint about an older edit says nothing about a newer one.
    return change?.at === changedAt ? [[service, { ...change, refused: text }] as const] : [];
  });
  return changed.length === 0 ? known : { ...known, ...Object.fromEntries(changed) };
}
