import type { DurationHistogram } from '../state/traffic/traffic.js';

/** One line that a container wrote; control sequences stripped, secrets masked. */
export interface LogLine {
  /** Milliseconds since the epoch, with fractions down to the microsecond, as the engine stamped it. */
  readonly at: number;
  readonly service: string;
  /** Which container of the service wrote it; absent where there is only one. */
  readonly instance?: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Why lines of a service are missing, told once, in its place among the lines. */
export interface LogRemark {
  readonly service: string;
  readonly remark: string;
}

export interface LogQuery {
  /** Names of services and of single containers (`orders#2`); `undefined`: every service of the environment. */
  readonly services: readonly string[] | undefined;
  /** At most so many old lines per service come first. */
  readonly tail: number;
  /** Milliseconds since the epoch; older lines are left out. */
  readonly since: number | undefined;
  /** Goes on with new lines until aborted. */
  readonly follow: boolean;
}

/** OpenTelemetry's span kinds. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** One finished span. Times are milliseconds since the epoch, with fractions. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly durationMs: number;
  readonly error: boolean;
  readonly statusMessage: string | undefined;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Traces this span continues without being their child (`traceId`). */
  readonly links: readonly string[];
}

export interface TraceSummary {
  readonly traceId: string;
  /** `GET /products/{id}` of the first server span, else the root's name. */
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly services: readonly string[];
  readonly spans: number;
  readonly error: boolean;
  /** A parent is missing: the trace still runs, its spans were lost or pushed out, or it began outside. */
  readonly incomplete: boolean;
}

export interface Trace {
  readonly summary: TraceSummary;
  /** By start time. */
  readonly spans: readonly Span[];
}

export interface TraceQuery {
  readonly service: string | undefined;
  readonly errorsOnly: boolean;
  readonly limit: number;
}

/** What requests are counted for. */
export type TrafficSubject =
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'operation'; readonly service: string; readonly operation: string }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string };

/**
 * Requests are kept by ten seconds, for an hour; they belong to the ten seconds in which their span ended. Those that touch the range
 * count as a whole.
 */
export interface TrafficQuery {
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Milliseconds since the epoch; after `from`, and not part of the range. */
  readonly to: number;
  /** `operations`: all of one service. `undefined`: every service and every edge. */
  readonly subject: TrafficSubject | { readonly kind: 'operations'; readonly service: string } | undefined;
  /** An item for each so many milliseconds, rounded up to whole tens of seconds; `undefined`: one for the whole range. */
  readonly stepMs: number | undefined;
}

/** What one subject answered or carried between two times. */
export interface TrafficItem {
  readonly subject: TrafficSubject;
  /** Milliseconds since the epoch, both at whole tens of seconds; `to` is not part of it. */
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly errors: number;
  /** Adding up the counts of several items, bucket by bucket, is exact: it is the histogram of all of them. */
  readonly durations: DurationHistogram;
  /** Milliseconds, within 19 % of the true one; `undefined` where no request had a duration. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** What was found, who answered, and what people should know of it: that a part is missing, say. */
export interface Answer<Item> {
  readonly items: readonly Item[];
  readonly source: string;
  readonly warnings: readonly string[];
}

/** What is too big for the Snapshot. Implemented live, over the API and by replay. */
export interface Queries {
  /** A service whose log can't be read has a remark instead; what ends all is that the engine does not answer. */
  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine | LogRemark>;
  /** Newest first. */
  traces(query: TraceQuery): Promise<readonly TraceSummary[]>;
  trace(traceId: string): Promise<Trace | undefined>;
  /**
   * Items by time, then services, operations and edges by name; none where nothing was seen. Who called whom is known up to six seconds
   * after a span came. Throws SimError `usage` for what is no range.
   */
  traffic(query: TrafficQuery): Promise<Answer<TrafficItem>>;
}
