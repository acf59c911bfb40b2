import type { SpanKind } from '../../queries/queries.js';
import type { Semantics } from './semantics.js';

/** What the hot path needs of a span; the rest stays in the payload until somebody asks for the trace. */
export interface SpanFacts {
  readonly traceId: string;
  readonly spanId: string;
  /** The empty string for the root of a trace. */
  readonly parentSpanId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly durationUs: number;
  readonly error: boolean;
  readonly semantics: Semantics;
  /** Where the span lies in its payload. */
  readonly offset: number;
  readonly length: number;
}

const kinds: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];

/** The kind behind OTLP's number; unset and unknown ones are internal. */
export function spanKindOf(number: number): SpanKind {
  return kinds[number] ?? 'internal';
}

/** OTLP's number for a status that is an error. */
export const errorStatus = 2;
