import { reduceBuilds } from '../builds/reduce.js';
import { reduceComposeWatch } from '../compose-watch/reduce.js';
import { reduceConfiguration } from '../configuration/reduce.js';
import { amended } from '../configuration/story.js';
import { reduceImages } from '../images/reduce.js';
import { environmentIsReady } from '../services/readiness.js';
import { reduceServices } from '../services/reduce.js';
import { emptyTraffic, reduceTraffic } from '../traffic/reduce.js';
import type { Event } from './event.js';
import { reduceFailedEffects, reduceInFlight } from './reduce-effects.js';
import { withEntries } from './repeated-lines.js';
import type { Snapshot } from './snapshot.js';
import { logEntriesOf } from './story.js';

/** The Snapshot before the first event. `at`: when the controller began, in milliseconds since the epoch. */
export function emptySnapshot(at: number): Snapshot {
  return {
    schema: 1,
    at,
    startedAt: at,
    goal: undefined,
    removeVolumes: false,
    removed: false,
    removal: undefined,
    readyAt: undefined,
    upRequestedAt: undefined,
    environment: undefined,
    engine: { state: 'unknown', version: undefined, detail: undefined },
    images: {},
    services: {},
    builds: {},
    configuration: {},
    composeWatch: undefined,
    traffic: emptyTraffic,
    inFlight: {},
    failedEffects: {},
    log: [],
  };
}

/** The Snapshot after an event; nothing else changes it. Pure: time comes in `event.at`. A slice that the event does not touch stays the same object. */
export function reduce(before: Snapshot, event: Event): Snapshot {
  // No service can be declared by such a name, and in the records of all others it would be found.
  if (isInherited(serviceOf(event))) return before;
  const changed: Snapshot = {
    ...before,
    // The machine's clock may be set back; the Snapshot's time never goes back.
    at: Math.max(before.at, event.at),
    ...goalAfter(before, event),
    environment: event.kind === 'environment.declared' ? event.environment : before.environment,
    engine: engineAfter(before.engine, event),
    images: reduceImages(before.images, event, before),
    services: reduceServices(before.services, event, before),
    builds: reduceBuilds(before.builds, event, before),
    configuration: reduceConfiguration(before.configuration, event, before),
    traffic: reduceTraffic(before.traffic, event, before),
    inFlight: reduceInFlight(before.inFlight, event),
    failedEffects: reduceFailedEffects(before.failedEffects, event),
  };
  const watching = { ...changed, composeWatch: reduceComposeWatch(changed, event) };
  const readied =
    watching.readyAt === undefined && environmentIsReady(watching)
      ? { ...watching, readyAt: watching.at }
      : watching;
  const log = withEntries(amended(before.log, before, event), logEntriesOf(before, readied, event));
  return log === readied.log ? readied : { ...readied, log };
}

/** Of which service the event is; `undefined`: of none alone. The engine has the name from a label, which anybody may write. */
function serviceOf(event: Event): string | undefined {
  if (event.kind === 'container.observed') return event.container.service;
  return 'service' in event ? event.service : undefined;
}

/** Every object has something of that name before anybody sets it: `constructor`. */
function isInherited(name: string | undefined): boolean {
  return name !== undefined && name in Object.prototype;
}

function goalAfter(before: Snapshot, event: Event): Partial<Snapshot> {
  switch (event.kind) {
    case 'up.requested':
      // A second `up` of what is ready begins no new start, so the time of the first is kept. One that adds services does begin one.
      if (before.goal === 'up' && before.readyAt !== undefined && environmentIsReady(before)) return {};
      return { goal: 'up', removed: false, upRequestedAt: event.at, readyAt: undefined };
    case 'down.requested':
      return {
        goal: 'down',
        // After `down --volumes` a plain `down` does not save the volumes.
        removeVolumes: event.volumes || (before.goal === 'down' && before.removeVolumes),
        readyAt: undefined,
      };
    case 'environment.removed':
      // An `up` that came meanwhile wants the environment back, so the controller goes on.
      return before.goal === 'up' ? {} : { removed: true, removal: event.removal };
    default:
      return {};
  }
}

function engineAfter(engine: Snapshot['engine'], event: Event): Snapshot['engine'] {
  switch (event.kind) {
    case 'engine.connected':
      return { state: 'connected', version: event.version, detail: undefined };
    case 'engine.lost':
      return { ...engine, state: 'lost', detail: event.detail };
    default:
      return engine;
  }
}
