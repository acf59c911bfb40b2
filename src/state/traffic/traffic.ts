/**
 * Durations as counts per bucket: bucket `i` holds durations in microseconds from `2^(i/4)` up to `2^((i+1)/4)`.
 * Sparse pairs `[i, count]`, ascending; a quantile read from it is within 19 % of the true one.
 */
export type DurationHistogram = readonly (readonly [bucket: number, count: number])[];

/** What one service answered in a window, by operation (`GET /products/{id}`). */
export interface OperationSummary {
  readonly service: string;
  readonly operation: string;
  readonly count: number;
  readonly errors: number;
  readonly durations: DurationHistogram;
}

/** What went over one edge in a window. `to` may be a name that no service of the environment has. */
export interface EdgeSummary {
  readonly from: string;
  readonly to: string;
  /** `http`, `grpc`, `sql`, `redis`, `messaging`, ... as far as the spans say. */
  readonly protocol: string;
  readonly count: number;
  readonly errors: number;
  readonly durations: DurationHistogram;
}

/** What spans showed in one window. */
export interface TrafficSummary {
  readonly windowMs: number;
  readonly operations: readonly OperationSummary[];
  readonly edges: readonly EdgeSummary[];
  /** Spans that were lost before they could be counted. */
  readonly dropped: number;
}

/** Rates over the last ten seconds. */
export interface Rates {
  readonly requestsPerSecond: number;
  readonly errorsPerSecond: number;
  /** Milliseconds; `undefined` without requests. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** Traffic as seen over a sliding window; what was seen before stays known as an edge with no rate. */
export interface TrafficState {
  readonly agent: {
    readonly state: 'unknown' | 'connected' | 'lost';
    readonly detail: string | undefined;
    /** What is declared keeps it from hearing of anybody. */
    readonly declared?: boolean;
  };
  /** When the agent was last connected: rates never divide by time that nobody watched. */
  readonly since: number | undefined;
  readonly windows: readonly { readonly at: number; readonly summary: TrafficSummary }[];
  readonly services: Readonly<Record<string, Rates>>;
  readonly operations: Readonly<Record<string, Readonly<Record<string, Rates>>>>;
  /** Since when (milliseconds since the epoch) each service answers too much with errors; only of those that do. */
  readonly failing: Readonly<Record<string, number>>;
  /** Keyed `from -> to`. */
  readonly edges: Readonly<
    Record<
      string,
      {
        readonly from: string;
        readonly to: string;
        readonly protocol: string;
        readonly lastSeenAt: number;
        readonly rates: Rates;
      }
    >
  >;
  readonly droppedSpans: number;
}
