import { noRates, sameRates } from './rates.js';
import type { EdgeRates, Rates, TrafficRates, TrafficState } from './traffic.js';

// The most operations, and the most edges, that stay known.
const maxKnown = 600;

type RatesByName = Readonly<Record<string, Rates>>;

/**
 * The state after a measurement: the items in it have its rates, all others that are known have none. What has not changed stays the same
 * object.
 */
export function withMeasured(state: TrafficState, measured: TrafficRates): TrafficState {
  const services = new Map(measured.services.map(({ service, rates }) => [service, rates]));
  return {
    ...state,
    services: ratesAfter(state.services, services),
    operations: operationsAfter(state.operations, measured),
    edges: edgesAfter(state.edges, measured.edges),
    droppedSpans: state.droppedSpans + measured.dropped,
  };
}

function operationsAfter(
  before: TrafficState['operations'],
  { operations }: TrafficRates,
): TrafficState['operations'] {
  const measured = new Map<string, Map<string, Rates>>();
  for (const { service, operation, rates } of operations) {
    const ofService = measured.get(service);
    if (ofService === undefined) measured.set(service, new Map([[operation, rates]]));
    else ofService.set(operation, rates);
  }
  const after = recordAfter(before, measured, (known, found) =>
    ratesAfter(known ?? {}, found ?? new Map<string, Rates>()),
  );
  return bounded(after, (ofService) => Object.values(ofService).some(isFlowing));
}

function edgesAfter(
  before: TrafficState['edges'],
  measured: readonly EdgeRates[],
): Readonly<Record<string, EdgeRates>> {
  const found = new Map(measured.map((edge) => [`${edge.from} -> ${edge.to}`, edge]));
  const after = recordAfter(before, found, edgeAfter);
  return bounded(after, (edge) => isFlowing(edge.rates));
}

function edgeAfter(known: EdgeRates | undefined, found: EdgeRates | undefined): EdgeRates | undefined {
  if (known === undefined) return found;
  const rates = sameRates(known.rates, found?.rates ?? noRates);
  const { protocol, lastSeenAt } = found ?? known;
  const isSame = rates === known.rates && protocol === known.protocol && lastSeenAt === known.lastSeenAt;
  return isSame ? known : { ...known, protocol, lastSeenAt, rates };
}

function ratesAfter(before: RatesByName, measured: ReadonlyMap<string, Rates>): RatesByName {
  const after = recordAfter(before, measured, (known, found) => sameRates(known, found ?? noRates));
  return bounded(after, isFlowing);
}

/** A record of what `next` gives for every key that is known or was found; `before` itself where nothing changes. */
function recordAfter<T, Found>(
  before: Readonly<Record<string, T>>,
  found: ReadonlyMap<string, Found>,
  next: (known: T | undefined, found: Found | undefined) => T | undefined,
): Readonly<Record<string, T>> {
  const after = new Map(Object.entries(before));
  let changed = false;
  for (const name of new Set([...after.keys(), ...found.keys()])) {
    const known = after.get(name);
    const value = next(known, found.get(name));
    if (value === known || value === undefined) continue;
    after.set(name, value);
    changed = true;
  }
  return changed ? Object.fromEntries(after) : before;
}

/** The record without items that have no traffic now, where it holds too many. */
function bounded<T>(
  record: Readonly<Record<string, T>>,
  hasTraffic: (value: T) => boolean,
): Readonly<Record<string, T>> {
  const entries = Object.entries(record);
  if (entries.length <= maxKnown) return record;
  return Object.fromEntries(entries.filter(([, value]) => hasTraffic(value)));
}

function isFlowing(rates: Rates): boolean {
  return rates.requestsPerSecond > 0;
}
