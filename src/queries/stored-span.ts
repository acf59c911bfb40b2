import type { SpanKind } from './queries.js';

/** A span as far as finding and listing it needs; the rest stays in its payload. */
export interface StoredSpan {
  readonly traceId: string;
  readonly service: string;
  /** What a trace is called after it: the operation of a server span, else the span's name. */
  readonly title: string;
  readonly kind: SpanKind;
  readonly isRoot: boolean;
  readonly startMs: number;
  readonly durationMs: number;
  readonly error: boolean;
  /** Where it lies in the payload. */
  readonly offset: number;
  readonly length: number;
}
