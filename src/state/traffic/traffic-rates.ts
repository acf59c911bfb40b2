import { noRates, RateTally, sameRates } from './rates.js';
import { edgeKey, TouchedNames } from './touched-names.js';
import type { EdgeSummary, Rates, TrafficState, TrafficSummary } from './traffic.js';

const longestWindowSeconds = 10;
// What was seen once stays known, but not without end.
const maxKnown = 600;

/**
 * Brings the rates of all that came (`newest`, already among `state.windows`) or went (`expired`) up to date; everything
 * else keeps its object. While there are not yet ten seconds to look back at, all rates change with time.
 */
export function withRates(
  state: TrafficState,
  at: number,
  newest: TrafficSummary | undefined,
  expired: readonly TrafficSummary[],
): TrafficState {
  const watchedSeconds = (at - (state.since ?? at)) / 1000;
  const seconds = Math.min(longestWindowSeconds, Math.max(1, watchedSeconds));
  const names = new TouchedNames(newest === undefined ? expired : [...expired, newest]);
  if (watchedSeconds < longestWindowSeconds + 1) names.addAll(state);
  const services = new Map<string, RateTally>();
  const operations = new Map<string, Map<string, RateTally>>();
  const edges = new Map<string, EdgeTally>();
  for (const { summary } of state.windows) {
    for (const operation of summary.operations) {
      if (!names.services.has(operation.service)) continue;
      getOrCreate(services, operation.service, () => new RateTally()).add(operation);
      const ofService = getOrCreate(operations, operation.service, () => new Map<string, RateTally>());
      getOrCreate(ofService, operation.operation, () => new RateTally()).add(operation);
    }
    for (const edge of summary.edges) {
      const key = edgeKey(edge.from, edge.to);
      if (names.edges.has(key)) getOrCreate(edges, key, () => new EdgeTally()).add(edge);
    }
  }
  return {
    ...state,
    services: replaceRates(state.services, names.services, services, seconds),
    operations: replaceOperations(state.operations, names.services, operations, seconds),
    edges: replaceEdges(state.edges, names.edges, edges, seconds, newest, at),
  };
}

class EdgeTally extends RateTally {
  readonly #protocols = new Map<string, number>();

  override add(edge: EdgeSummary): void {
    super.add(edge);
    this.#protocols.set(edge.protocol, (this.#protocols.get(edge.protocol) ?? 0) + edge.count);
  }

  /** What most requests spoke. */
  get protocol(): string {
    return [...this.#protocols].sort(([, left], [, right]) => right - left)[0]?.[0] ?? 'unknown';
  }
}

function replaceRates(
  before: Readonly<Record<string, Rates>>,
  names: Iterable<string>,
  tallies: ReadonlyMap<string, RateTally>,
  seconds: number,
): Readonly<Record<string, Rates>> {
  const after = new Map(Object.entries(before));
  let changed = false;
  for (const name of names) {
    const known = after.get(name);
    const rates = sameRates(known, tallies.get(name)?.rates(seconds) ?? noRates);
    if (rates === known) continue;
    after.set(name, rates);
    changed = true;
  }
  if (!changed) return before;
  if (after.size > maxKnown)
    for (const [name, rates] of after) if (rates.requestsPerSecond === 0) after.delete(name);
  return Object.fromEntries(after);
}

function replaceOperations(
  before: TrafficState['operations'],
  services: Iterable<string>,
  tallies: ReadonlyMap<string, ReadonlyMap<string, RateTally>>,
  seconds: number,
): TrafficState['operations'] {
  const after = new Map(Object.entries(before));
  let changed = false;
  for (const service of services) {
    const known = after.get(service) ?? {};
    const ofService = tallies.get(service) ?? new Map<string, RateTally>();
    const names = new Set([...Object.keys(known), ...ofService.keys()]);
    const rates = replaceRates(known, names, ofService, seconds);
    if (rates === known) continue;
    after.set(service, rates);
    changed = true;
  }
  return changed ? Object.fromEntries(after) : before;
}

function replaceEdges(
  before: TrafficState['edges'],
  names: Iterable<string>,
  tallies: ReadonlyMap<string, EdgeTally>,
  seconds: number,
  newest: TrafficSummary | undefined,
  at: number,
): TrafficState['edges'] {
  const seenNow = new Map(newest?.edges.map((edge) => [edgeKey(edge.from, edge.to), edge]));
  const after = new Map(Object.entries(before));
  let changed = false;
  for (const key of names) {
    const known = after.get(key);
    const ends = known ?? seenNow.get(key);
    if (ends === undefined) continue;
    const tally = tallies.get(key);
    const rates = sameRates(known?.rates, tally?.rates(seconds) ?? noRates);
    const lastSeenAt = seenNow.has(key) ? at : (known?.lastSeenAt ?? at);
    if (rates === known?.rates && lastSeenAt === known.lastSeenAt) continue;
    const protocol = tally?.protocol ?? known?.protocol ?? ends.protocol;
    after.set(key, { from: ends.from, to: ends.to, protocol, lastSeenAt, rates });
    changed = true;
  }
  if (!changed) return before;
  if (after.size > maxKnown)
    for (const [key, edge] of after) if (edge.rates.requestsPerSecond === 0) after.delete(key);
  return Object.fromEntries(after);
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
