import type { Span, Trace, TraceQuery, TraceSummary } from './queries.js';
import type { StoredSpan } from './stored-span.js';
import { summaryOf, TraceEntry } from './trace-entry.js';

/** Decodes one span from its bytes. */
export type ReadSpan = (bytes: Uint8Array, service: string) => Span;

/** A payload as it came, kept until memory is needed for newer ones. */
export interface StoredBatch {
  readonly payload: Uint8Array;
  readonly traces: Set<TraceEntry>;
  readonly bytes: number;
}

// What the index costs beside the payload, as measured on a heap of small spans.
const bytesPerSpan = 120;
const bytesPerTrace = 500;

/**
 * The newest spans, bounded by bytes. Payloads are kept as they came and decoded when somebody asks; the oldest payload
 * goes first, and a trace that lost spans says that it is incomplete.
 */
export class TraceStore {
  readonly #maxBytes: number;
  readonly #read: ReadSpan;
  readonly #traces = new Map<string, TraceEntry>();
  readonly #batches: StoredBatch[] = [];
  #bytes = 0;

  constructor(maxBytes: number, read: ReadSpan) {
    this.#maxBytes = maxBytes;
    this.#read = read;
  }

  /** About how much memory is in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps the spans of one payload; spans of a known trace join it. */
  add(payload: Uint8Array, spans: readonly StoredSpan[]): void {
    if (spans.length === 0) return;
    const traces = new Set<TraceEntry>();
    let bytes = payload.byteLength + spans.length * bytesPerSpan;
    const batch = { payload, traces, bytes: 0 };
    for (const span of spans) {
      let entry = this.#traces.get(span.traceId);
      if (entry === undefined) {
        entry = new TraceEntry(span.traceId);
        this.#traces.set(span.traceId, entry);
        bytes += bytesPerTrace;
      }
      entry.add(span, batch);
      traces.add(entry);
    }
    batch.bytes = bytes;
    this.#batches.push(batch);
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes && this.#batches.length > 1) this.#dropOldest();
  }

  /** Newest first. */
  traces(query: TraceQuery): readonly TraceSummary[] {
    const found: TraceSummary[] = [];
    for (const entry of [...this.#traces.values()].reverse()) {
      if (found.length >= query.limit) break;
      if (query.errorsOnly && !entry.error) continue;
      if (query.service !== undefined && !entry.services.includes(query.service)) continue;
      found.push(summaryOf(entry, this.#spansOf(entry)));
    }
    return found.sort((left, right) => right.startMs - left.startMs);
  }

  /** One trace with all its spans that are still kept; `undefined` where none is. */
  trace(traceId: string): Trace | undefined {
    const entry = this.#traces.get(traceId.toLowerCase());
    if (entry === undefined) return undefined;
    const spans = this.#spansOf(entry);
    return { summary: summaryOf(entry, spans), spans };
  }

  #spansOf(entry: TraceEntry): Span[] {
    const byId = new Map<string, Span>();
    for (const { batch, offset, length, service } of entry.spans) {
      const span = this.#read(batch.payload.subarray(offset, offset + length), service);
      byId.set(span.spanId, span);
    }
    return [...byId.values()].sort((left, right) => left.startMs - right.startMs);
  }

  #dropOldest(): void {
    const oldest = this.#batches.shift();
    if (oldest === undefined) return;
    this.#bytes -= oldest.bytes;
    for (const entry of oldest.traces) {
      entry.forget(oldest);
      if (entry.spans.length === 0) this.#traces.delete(entry.traceId);
    }
  }
}
