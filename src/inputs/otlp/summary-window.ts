import { HistogramBuilder } from '../../state/traffic/histogram.js';
import type { EdgeSummary, OperationSummary, TrafficSummary } from '../../state/traffic/traffic.js';
import { NameLimit, otherName } from './name-limit.js';

/** One request as a window counts it; without a duration where it only waited. */
export interface Counted {
  readonly error: boolean;
  readonly durationUs: number | undefined;
}

const maxServices = 100;
const maxOperations = 100;
const maxEndpoints = 200;
const maxEdges = 500;

class Tally {
  count = 0;
  errors = 0;
  readonly durations = new HistogramBuilder();

  add(request: Counted): void {
    this.count++;
    if (request.error) this.errors++;
    if (request.durationUs !== undefined) this.durations.add(request.durationUs);
  }

  summary(): {
    readonly count: number;
    readonly errors: number;
    readonly durations: OperationSummary['durations'];
  } {
    return { count: this.count, errors: this.errors, durations: this.durations.build() };
  }
}

/** Collects what spans show until the next summary is due. */
export class SummaryWindow {
  readonly #services = new NameLimit(maxServices);
  readonly #operationNames = new Map<string, NameLimit>();
  readonly #endpoints = new NameLimit(maxEndpoints);
  readonly #edgeNames = new NameLimit(maxEdges);
  readonly #operations = new Map<string, { service: string; operation: string; tally: Tally }>();
  readonly #edges = new Map<string, { from: string; to: string; protocol: string; tally: Tally }>();
  #dropped = 0;
  #startedAt: number;

  constructor(now: number) {
    this.#startedAt = now;
  }

  /** Counts what a service answered. */
  addOperation(serviceName: string, operationName: string, request: Counted, now: number): void {
    const service = this.#services.admit(serviceName, now);
    const operation = this.#limitOf(service).admit(operationName, now);
    const key = `${service}\n${operation}`;
    let entry = this.#operations.get(key);
    if (entry === undefined) {
      entry = { service, operation, tally: new Tally() };
      this.#operations.set(key, entry);
    }
    entry.tally.add(request);
  }

  /** Counts what went over an edge. */
  addEdge(fromName: string, toName: string, protocol: string, request: Counted, now: number): void {
    const from = this.#endpoints.admit(fromName, now);
    const wanted = this.#endpoints.admit(toName, now);
    const to = this.#edgeNames.admit(`${from}\n${wanted}`, now) === otherName ? otherName : wanted;
    const key = `${from}\n${to}\n${protocol}`;
    let entry = this.#edges.get(key);
    if (entry === undefined) {
      entry = { from, to, protocol, tally: new Tally() };
      this.#edges.set(key, entry);
    }
    entry.tally.add(request);
  }

  /** Notes spans that were lost before they could be counted. */
  addDropped(count: number): void {
    this.#dropped += count;
  }

  /** What was collected since the last time; `undefined` where there was nothing. Starts afresh. */
  flush(now: number): TrafficSummary | undefined {
    const windowMs = Math.max(0, now - this.#startedAt);
    this.#startedAt = now;
    if (this.#operations.size === 0 && this.#edges.size === 0 && this.#dropped === 0) return undefined;
    const operations = [...this.#operations.values()].map(
      ({ tally, ...names }): OperationSummary => ({ ...names, ...tally.summary() }),
    );
    const edges = [...this.#edges.values()].map(
      ({ tally, ...ends }): EdgeSummary => ({ ...ends, ...tally.summary() }),
    );
    const dropped = this.#dropped;
    this.#operations.clear();
    this.#edges.clear();
    this.#dropped = 0;
    return { windowMs, operations, edges, dropped };
  }

  #limitOf(service: string): NameLimit {
    let limit = this.#operationNames.get(service);
    if (limit === undefined) {
      limit = new NameLimit(maxOperations);
      this.#operationNames.set(service, limit);
    }
    return limit;
  }
}
