import type { SpanFacts } from './span-facts.js';
import { walkSpan } from './walk-span.js';
import { endOfElement, type WireReader } from './wire.js';

/** Reads a `Span` as far as understanding it needs; `undefined` where it has no valid ids. */
export function readSpanFacts(reader: WireReader, service: string): SpanFacts | undefined {
  const end = endOfElement(reader);
  const offset = reader.pos;
  const head = walkSpan(reader, end);
  if (head.traceId === '' || head.spanId === '') return undefined;
  // Spelled out: spreading an object into another costs on the hot path.
  const { traceId, spanId, parentSpanId, name, kind, startMs, durationUs, error, semantics } = head;
  return {
    traceId,
    spanId,
    parentSpanId,
    service,
    name,
    kind,
    startMs,
    durationUs,
    error,
    semantics,
    offset,
    length: end - offset,
  };
}
