/**
 * Durations as counts per bucket: bucket `i` holds durations in microseconds from `2^(i/4)` up to `2^((i+1)/4)`.
 * Sparse pairs `[i, count]`, ascending; a quantile read from it is within 19 % of the true one.
 */
export type DurationHistogram = readonly (readonly [bucket: number, count: number])[];

/** Rates over the last ten seconds. */
export interface Rates {
  readonly requestsPerSecond: number;
  readonly errorsPerSecond: number;
  /** Milliseconds; `undefined` without requests. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** What one edge carried over the last ten seconds. `to` may be a name that no service of the environment has. */
export interface EdgeRates {
  readonly from: string;
  readonly to: string;
  /** `http`, `grpc`, `sql`, `redis`, `messaging`, ... as far as the spans say: what most of the requests spoke. */
  readonly protocol: string;
  /** Milliseconds since the epoch. */
  readonly lastSeenAt: number;
  readonly rates: Rates;
}

/**
 * One measurement: the rates of everything that was seen in the last ten seconds. What is not named here had nothing, so each
 * measurement stands for itself and none has to be kept.
 */
export interface TrafficRates {
  readonly services: readonly { readonly service: string; readonly rates: Rates }[];
  readonly operations: readonly {
    readonly service: string;
    /** `GET /products/{id}`. */
    readonly operation: string;
    readonly rates: Rates;
  }[];
  readonly edges: readonly EdgeRates[];
  /** Spans that were lost before they could be counted, since the measurement before. */
  readonly dropped: number;
}

/** The newest rates; what was seen before stays known as a service or an edge with no rate. */
export interface TrafficState {
  readonly agent: {
    readonly state: 'unknown' | 'connected' | 'lost';
    readonly detail: string | undefined;
    /** What is declared keeps it from hearing of anybody. */
    readonly declared?: boolean;
  };
  readonly services: Readonly<Record<string, Rates>>;
  readonly operations: Readonly<Record<string, Readonly<Record<string, Rates>>>>;
  /** Since when (milliseconds since the epoch) each service answers too much with errors; only of those that do. */
  readonly failing: Readonly<Record<string, number>>;
  /** Keyed `from -> to`. */
  readonly edges: Readonly<Record<string, EdgeRates>>;
  readonly droppedSpans: number;
}
