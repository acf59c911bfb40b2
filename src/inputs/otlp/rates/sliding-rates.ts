import type { Rates, TrafficRates } from '../../../state/traffic/traffic.js';
import type { EdgeCounts, OperationCounts, TrafficSummary } from './summary.js';
import { Tally } from './tally.js';

/** How far back rates look. */
export const rateWindowMs = 10_000;

interface Window {
  readonly at: number;
  readonly summary: TrafficSummary;
}

/** A tally whose rates are worked out again only where it or the time that they divide by has changed. */
class RunningRates {
  readonly tally = new Tally();
  #seconds = 0;
  #rates: Rates | undefined;

  add(counts: OperationCounts | EdgeCounts): void {
    this.tally.add(counts);
    this.#rates = undefined;
  }

  remove(counts: OperationCounts | EdgeCounts): void {
    this.tally.remove(counts);
    this.#rates = undefined;
  }

  over(seconds: number): Rates {
    if (this.#rates === undefined || this.#seconds !== seconds) this.#rates = this.tally.rates(seconds);
    this.#seconds = seconds;
    return this.#rates;
  }
}

interface Operation {
  readonly service: string;
  readonly operation: string;
  readonly running: RunningRates;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly protocols: Map<string, number>;
  readonly running: RunningRates;
  lastSeenAt: number;
}

/**
 * The rates of the last ten seconds. Each window is added when it comes and taken out when it has become too old, so that sliding costs
 * what has changed and not what is kept. Reads no clock: `now` is any steady one, in milliseconds.
 */
export class SlidingRates {
  readonly #windows: Window[] = [];
  readonly #services = new Map<string, RunningRates>();
  readonly #operations = new Map<string, Operation>();
  readonly #edges = new Map<string, Edge>();
  #since: number | undefined;
  #toldSeconds = 0;

  /** Spans are seen from now on: rates are never divided by time before that. What was counted before still counts. */
  watchFrom(now: number): void {
    if (this.#windows.length === 0) this.#since = now;
  }

  /** How many windows are within the last ten seconds. */
  get size(): number {
    return this.#windows.length;
  }

  /**
   * Time has gone on, and `summary` was counted since the last call. The result is a whole measurement; `undefined` where the last one
   * still holds. `wallMs` is the time since the epoch that goes with `now`.
   */
  slide(summary: TrafficSummary | undefined, now: number, wallMs: number): TrafficRates | undefined {
    const expired = this.#expire(now);
    if (summary !== undefined) this.#take(summary, now, wallMs);
    const seconds = this.#watchedSeconds(now);
    // In the first ten seconds rates fall with time alone.
    const isYounger = seconds !== this.#toldSeconds && this.#windows.length > 0;
    if (summary === undefined && !expired && !isYounger) return undefined;
    this.#toldSeconds = seconds;
    return {
      services: [...this.#services].map(([service, running]) => ({ service, rates: running.over(seconds) })),
      operations: [...this.#operations.values()].map(({ service, operation, running }) => ({
        ...{ service, operation },
        rates: running.over(seconds),
      })),
      edges: [...this.#edges.values()].map(({ from, to, protocols, running, lastSeenAt }) => ({
        ...{ from, to, lastSeenAt },
        protocol: mostSpoken(protocols),
        rates: running.over(seconds),
      })),
      dropped: summary?.dropped ?? 0,
    };
  }

  #watchedSeconds(now: number): number {
    const watchedMs = now - (this.#since ?? now);
    return Math.min(rateWindowMs, Math.max(1000, watchedMs)) / 1000;
  }

  #take(summary: TrafficSummary, now: number, wallMs: number): void {
    this.#since ??= now - summary.windowMs;
    this.#windows.push({ at: now, summary });
    for (const counts of summary.operations) {
      const { service, operation } = counts;
      getOrCreate(this.#services, service, () => new RunningRates()).add(counts);
      const create = () => ({ service, operation, running: new RunningRates() });
      getOrCreate(this.#operations, operationKey(counts), create).running.add(counts);
    }
    for (const counts of summary.edges) {
      const { from, to, protocol, count } = counts;
      const create = () => ({ from, to, protocols: new Map(), running: new RunningRates(), lastSeenAt: 0 });
      const edge = getOrCreate(this.#edges, edgeKey(counts), create);
      edge.running.add(counts);
      edge.protocols.set(protocol, (edge.protocols.get(protocol) ?? 0) + count);
      edge.lastSeenAt = wallMs;
    }
  }

  /** Whether anything became too old. */
  #expire(now: number): boolean {
    const firstKept = this.#windows.findIndex(({ at }) => Math.abs(now - at) < rateWindowMs);
    const expired = this.#windows.splice(0, firstKept === -1 ? this.#windows.length : firstKept);
    for (const { summary } of expired) this.#remove(summary);
    return expired.length > 0;
  }

  #remove(summary: TrafficSummary): void {
    for (const counts of summary.operations) {
      const ofService = this.#services.get(counts.service);
      ofService?.remove(counts);
      if (ofService?.tally.count === 0) this.#services.delete(counts.service);
      const operation = this.#operations.get(operationKey(counts));
      operation?.running.remove(counts);
      if (operation?.running.tally.count === 0) this.#operations.delete(operationKey(counts));
    }
    for (const counts of summary.edges) {
      const edge = this.#edges.get(edgeKey(counts));
      if (edge === undefined) continue;
      edge.running.remove(counts);
      edge.protocols.set(counts.protocol, (edge.protocols.get(counts.protocol) ?? 0) - counts.count);
      if (edge.running.tally.count === 0) this.#edges.delete(edgeKey(counts));
    }
  }
}

/** The protocol of most requests; of several as frequent ones the first by name. */
function mostSpoken(protocols: ReadonlyMap<string, number>): string {
  const [most] = [...protocols].sort(
    ([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1),
  );
  return most?.[0] ?? 'unknown';
}

function operationKey({ service, operation }: OperationCounts): string {
  return `${service}\n${operation}`;
}

function edgeKey({ from, to }: EdgeCounts): string {
  return `${from}\n${to}`;
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
