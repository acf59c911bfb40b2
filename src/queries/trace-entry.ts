import type { Span, TraceSummary } from './queries.js';
import type { StoredSpan } from './stored-span.js';

// A loop that never ends its trace must not fill the store's answer.
const maxSpans = 5_000;

/** What spans came in, told from another one by being another object. */
interface Payload {
  readonly payload: Uint8Array;
}

interface SpanPlace {
  readonly batch: Payload;
  readonly offset: number;
  readonly length: number;
  readonly service: string;
}

/** What the store knows of one trace without decoding it. */
export class TraceEntry {
  readonly traceId: string;
  spans: SpanPlace[] = [];
  services: string[] = [];
  error = false;
  /** Spans were pushed out, or there were too many. */
  cut = false;
  startMs = Number.POSITIVE_INFINITY;
  endMs = Number.NEGATIVE_INFINITY;
  name = '';
  #nameRank = -1;
  #nameStartMs = 0;

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  /** Takes one more span in. */
  add(span: StoredSpan, batch: Payload): void {
    if (this.spans.length >= maxSpans) {
      this.cut = true;
      return;
    }
    this.spans.push({ batch, offset: span.offset, length: span.length, service: span.service });
    if (!this.services.includes(span.service)) this.services.push(span.service);
    this.error ||= span.error;
    this.startMs = Math.min(this.startMs, span.startMs);
    this.endMs = Math.max(this.endMs, span.startMs + span.durationMs);
    this.#rename(span);
  }

  /** Lets go of the spans that lie in a payload; it is the oldest one, so they come first. */
  forget(batch: Payload): void {
    const kept = this.spans.findIndex((place) => place.batch !== batch);
    this.spans = kept === -1 ? [] : this.spans.slice(kept);
    this.cut = true;
  }

  // The first server span is what the user asked for; without one, the root; without that, whatever came first.
  #rename(span: StoredSpan): void {
    const rank = span.kind === 'server' ? 2 : span.isRoot ? 1 : 0;
    if (rank < this.#nameRank || (rank === this.#nameRank && span.startMs >= this.#nameStartMs)) return;
    this.#nameRank = rank;
    this.#nameStartMs = span.startMs;
    this.name = span.title;
  }
}

/** The list line of a trace; `spans` are its kept ones, decoded. */
export function summaryOf(entry: TraceEntry, spans: readonly Span[]): TraceSummary {
  const ids = new Set(spans.map((span) => span.spanId));
  const orphaned = spans.some((span) => span.parentSpanId !== undefined && !ids.has(span.parentSpanId));
  return {
    traceId: entry.traceId,
    name: entry.name,
    startMs: entry.startMs,
    durationMs: entry.endMs - entry.startMs,
    services: [...new Set(spans.map((span) => span.service))],
    spans: spans.length,
    error: entry.error,
    incomplete: entry.cut || orphaned,
  };
}
