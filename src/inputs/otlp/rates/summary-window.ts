import { NameLimit, otherName } from './name-limit.js';
import type { EdgeCounts, OperationCounts, SlottedSummary } from './summary.js';
import { type Request, Tally } from './tally.js';

/** How long a slot is: histograms are kept for each. */
export const slotMs = 10_000;

const maxServices = 100;
const maxOperations = 100;
const maxEndpoints = 200;
const maxEdges = 500;
// Spans say when they ended, and may say anything.
const maxSlots = 8;
/** The slot of requests that ended at too many different times to be true: no request of today is from 1970. */
const noSlot = 0;

interface Counted<Names> {
  readonly names: Names;
  /** By the slot in which the requests ended: mostly one, for spans come seconds after they end. */
  readonly slots: Map<number, Tally>;
}

/** Collects what spans show until the next summary is due. */
export class SummaryWindow {
  readonly #services = new NameLimit(maxServices);
  readonly #operationNames = new Map<string, NameLimit>();
  readonly #endpoints = new NameLimit(maxEndpoints);
  readonly #edgeNames = new NameLimit(maxEdges);
  readonly #operations = new Map<string, Counted<Pick<OperationCounts, 'service' | 'operation'>>>();
  readonly #edges = new Map<string, Counted<Pick<EdgeCounts, 'from' | 'to' | 'protocol'>>>();
  #dropped = 0;
  #startedAt: number;

  constructor(now: number) {
    this.#startedAt = now;
  }

  /** Counts what a service answered; `endMs` is when, by the span, in milliseconds since the epoch. */
  addOperation(
    names: { readonly service: string; readonly operation: string },
    request: Request,
    endMs: number,
    now: number,
  ): void {
    const service = this.#services.admit(names.service, now);
    const operation = this.#limitOf(service).admit(names.operation, now);
    const key = `${service}\n${operation}`;
    let entry = this.#operations.get(key);
    if (entry === undefined) {
      entry = { names: { service, operation }, slots: new Map() };
      this.#operations.set(key, entry);
    }
    tallyOf(entry.slots, endMs).addRequest(request);
  }

  /** Counts what went over an edge; `endMs` as above. */
  addEdge(
    names: { readonly from: string; readonly to: string; readonly protocol: string },
    request: Request,
    endMs: number,
    now: number,
  ): void {
    const { protocol } = names;
    const from = this.#endpoints.admit(names.from, now);
    const wanted = this.#endpoints.admit(names.to, now);
    const to = this.#edgeNames.admit(`${from}\n${wanted}`, now) === otherName ? otherName : wanted;
    const key = `${from}\n${to}\n${protocol}`;
    let entry = this.#edges.get(key);
    if (entry === undefined) {
      entry = { names: { from, to, protocol }, slots: new Map() };
      this.#edges.set(key, entry);
    }
    tallyOf(entry.slots, endMs).addRequest(request);
  }

  /** Notes spans that were lost before they could be counted. */
  addDropped(count: number): void {
    this.#dropped += count;
  }

  /** What was collected since the last time; `undefined` where there was nothing. Starts afresh. */
  flush(now: number): SlottedSummary | undefined {
    const windowMs = Math.max(0, now - this.#startedAt);
    this.#startedAt = now;
    if (this.#operations.size === 0 && this.#edges.size === 0 && this.#dropped === 0) return undefined;
    const operations = [...this.#operations.values()].flatMap(slotted);
    const edges = [...this.#edges.values()].flatMap(slotted);
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

function tallyOf(slots: Map<number, Tally>, endMs: number): Tally {
  const told = Math.floor(endMs / slotMs);
  const slot = slots.has(told) || slots.size < maxSlots ? told : noSlot;
  let tally = slots.get(slot);
  if (tally === undefined) {
    tally = new Tally();
    slots.set(slot, tally);
  }
  return tally;
}

function slotted<Names>({ names, slots }: Counted<Names>) {
  return [...slots].map(([slot, tally]) => ({ ...names, ...tally.counts(), slot }));
}
