/**
 * Durations as counts per bucket, in sparse pairs `[i, count]`, ascending. Bucket `i` holds durations in microseconds from `2^(i/4)` up to
 * `2^((i+1)/4)`; a quantile read from it is within 19 % of the true one.
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

/** What one edge carried in the last ten seconds. `to` may be no service of the environment. */
export interface EdgeRates {
  readonly from: string;
  readonly to: string;
  /** The protocol of most of the requests, as far as the spans say: `http`, `grpc`, `sql`, `redis`, `messaging`, ... */
  readonly protocol: string;
  /** Milliseconds since the epoch. */
  readonly lastSeenAt: number;
  readonly rates: Rates;
}

/**
 * One measurement: the rates of everything that had traffic in the last ten seconds. What is not in it had none, so a measurement is
 * complete without those before it.
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

/** The newest rates. A service or edge that had traffic before stays known, without rates. */
export interface TrafficState {
  readonly agent: {
    readonly state: 'unknown' | 'connected' | 'lost';
    readonly detail: string | undefined;
    /** `true`: the declaration itself keeps every span from reaching the agent. */
    readonly declared?: boolean;
  };
  readonly services: Readonly<Record<string, Rates>>;
  readonly operations: Readonly<Record<string, Readonly<Record<string, Rates>>>>;
  /** Since when (milliseconds since the epoch) each failing service answers with too many errors. */
  readonly failing: Readonly<Record<string, number>>;
  /** Keyed `from -> to`. */
  readonly edges: Readonly<Record<string, EdgeRates>>;
  readonly droppedSpans: number;
}

export type TrafficFact =
  | { readonly kind: 'traffic.measured'; readonly rates: TrafficRates }
  | { readonly kind: 'agent.connected' }
  | { readonly kind: 'agent.lost'; readonly detail: string };
