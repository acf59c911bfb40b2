import { configName, meantBy } from './configuration.js';
import type { Event } from './event.js';
import type { Snapshot } from './snapshot.js';

type Configuration = Snapshot['configuration'];

/** The newest edit of each service's mounted configuration after an event. */
export function reduceConfiguration(known: Configuration, event: Event, snapshot: Snapshot): Configuration {
  if (event.kind !== 'config.changed') return known;
  const change = { file: configName(snapshot.environment, event), at: event.at };
  return { ...known, ...Object.fromEntries(meantBy(event).map((service) => [service, change])) };
}
