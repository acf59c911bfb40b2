import type { SpanHead } from './walk-span.js';

/** What the hot path needs of a span; the rest stays in the payload until somebody asks for the trace. Both ids are valid. */
export interface SpanFacts extends SpanHead {
  readonly service: string;
  /** Where the span lies in its payload. */
  readonly offset: number;
  readonly length: number;
}
