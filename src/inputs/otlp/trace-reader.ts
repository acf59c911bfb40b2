import type { Trace, TraceQuery, TraceSummary } from '../../queries/queries.js';
import type { StoredSpan } from '../../queries/stored-span.js';
import { TraceStore } from '../../queries/trace-store.js';
import type { Addresses } from '../../state/topology/addresses.js';
import { AddressBook } from './address-book.js';
import { Calls } from './calls.js';
import { operationOf } from './operation.js';
import { isBlockingRead, protocolOf } from './protocol.js';
import type { SlottedSummary } from './rates/summary.js';
import { SummaryWindow } from './rates/summary-window.js';
import type { Request } from './rates/tally.js';
import { readRequest } from './read-request.js';
import { readSpan } from './read-span.js';
import type { SpanFacts } from './span-facts.js';

/** How much memory the kept traces may take. */
export const maxTraceBytes = 64 * 1024 * 1024;

/** Understands trace requests: counts operations and calls, and keeps the newest traces. Reads no clock: `now` is any steady one, in milliseconds. */
export class TraceReader {
  readonly #book = new AddressBook();
  readonly #window: SummaryWindow;
  readonly #store: TraceStore;
  readonly #calls: Calls;
  #now: number;

  constructor(now: number, maxBytes: number = maxTraceBytes) {
    this.#now = now;
    this.#window = new SummaryWindow(now);
    this.#store = new TraceStore(maxBytes, readSpan);
    this.#calls = new Calls(this.#book, (from, to, span) => this.#countCall(from, to, span));
  }

  /** Says who is behind which address or name. */
  setAddresses(addresses: Addresses): void {
    this.#book.set(addresses);
  }

  /** Takes in an `ExportTraceServiceRequest`; what can't be decoded counts as one dropped span. */
  accept(payload: Uint8Array, now: number): void {
    this.#now = now;
    let spans: readonly SpanFacts[];
    try {
      spans = readRequest(payload, (name, host) => this.#book.ownerOf(name, host));
    } catch {
      this.#window.addDropped(1);
      return;
    }
    const stored: StoredSpan[] = [];
    for (const span of spans) stored.push(this.#understand(span));
    this.#store.add(payload, stored);
  }

  /** Notes spans that the agent lost. */
  addDropped(count: number): void {
    this.#window.addDropped(count);
  }

  /** What was seen since the last time; `undefined` where there was nothing. */
  flush(now: number): SlottedSummary | undefined {
    this.#now = now;
    this.#calls.settle(now);
    return this.#window.flush(now);
  }

  /** The kept traces, newest first. */
  traces(query: TraceQuery): readonly TraceSummary[] {
    return this.#store.traces(query);
  }

  /** One kept trace. */
  trace(traceId: string): Trace | undefined {
    return this.#store.trace(traceId);
  }

  #understand(span: SpanFacts): StoredSpan {
    const answers = span.kind === 'server' || span.kind === 'consumer';
    const title = answers ? operationOf(span) : span.name;
    if (answers) {
      const names = { service: span.service, operation: title };
      this.#window.addOperation(names, counted(span), endOf(span), this.#now);
    }
    this.#calls.observe(span, this.#now);
    const { traceId, service, kind, startMs, error, offset, length } = span;
    const durationMs = span.durationUs / 1000;
    const isRoot = span.parentSpanId === '';
    return { traceId, service, title, kind, isRoot, startMs, durationMs, error, offset, length };
  }

  #countCall(from: string, to: string, span: SpanFacts): void {
    // What a consumer did with a message is its own time, not the broker's.
    const request = span.kind === 'consumer' ? { error: false, durationUs: undefined } : counted(span);
    const names = { from, to, protocol: protocolOf(span.semantics) };
    this.#window.addEdge(names, request, endOf(span), this.#now);
  }
}

function endOf({ startMs, durationUs }: SpanFacts): number {
  return startMs + durationUs / 1000;
}

function counted(span: SpanFacts): Request {
  return { error: span.error, durationUs: isBlockingRead(span) ? undefined : span.durationUs };
}
