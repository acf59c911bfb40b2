/** One line that a container wrote; control sequences stripped, secrets masked. */
export interface LogLine {
  /** Milliseconds since the epoch, with fractions down to the microsecond, as the engine stamped it. */
  readonly at: number;
  readonly service: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Why lines of a service are missing, told once, in its place among the lines. */
export interface LogRemark {
  readonly service: string;
  readonly remark: string;
}

export interface LogQuery {
  /** `undefined`: every service of the environment. */
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

/** What is too big for the Snapshot. Implemented live, over the API and by replay. */
export interface Queries {
  /** A service whose log can't be read has a remark instead; what ends all is that the engine does not answer. */
  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine | LogRemark>;
  /** Newest first. */
  traces(query: TraceQuery): Promise<readonly TraceSummary[]>;
  trace(traceId: string): Promise<Trace | undefined>;
}
