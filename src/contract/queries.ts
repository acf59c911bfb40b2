import type { z } from 'zod';
import type { Immutable } from './immutable.js';
import type { logLineSchema, logRemarkSchema, logsEndSchema } from './schemas/logs.js';
import type { spanSchema, traceSchema, traceSummarySchema, tracesSchema } from './schemas/traces.js';
import type { trafficItemSchema, trafficSchema } from './schemas/traffic.js';

/** One line that a container wrote. */
export type LogLine = Immutable<z.infer<typeof logLineSchema>>;
/** Why the lines of one service are missing. */
export type LogRemark = Immutable<z.infer<typeof logRemarkSchema>>;
/** The error that ends an answer. */
export type LogsEnd = Immutable<z.infer<typeof logsEndSchema>>;
export type TraceSummary = Immutable<z.infer<typeof traceSummarySchema>>;
export type Traces = Immutable<z.infer<typeof tracesSchema>>;
export type Trace = Immutable<z.infer<typeof traceSchema>>;
export type Span = Immutable<z.infer<typeof spanSchema>>;

/** What was counted in a range of time. */
export type Traffic = Immutable<z.infer<typeof trafficSchema>>;
export type TrafficItem = Immutable<z.infer<typeof trafficItemSchema>>;

/** Which log lines are asked for. */
export interface LogQuery {
  /** Names of services and of single instances (`orders#2`); `undefined`: every service of the environment. */
  readonly services: readonly string[] | undefined;
  /** The most lines of each service that were written before the question. */
  readonly tail: number;
  /** Milliseconds since the epoch: older lines are left out; `undefined`: none are. */
  readonly since: number | undefined;
  /** Whether the answer goes on with new lines until it is aborted. */
  readonly follow: boolean;
}

/** Which traces are asked for. */
export interface TraceQuery {
  /** Traces with a span of this service; `undefined`: of any. */
  readonly service: string | undefined;
  /** Traces with an error alone. */
  readonly errorsOnly: boolean;
  /** The most traces that are wanted. */
  readonly limit: number;
}

/** Whose traffic is asked for: that of one service, of each of its operations, of one operation, or of one edge. */
export type TrafficSearch =
  | { readonly service: string; readonly by?: 'operation'; readonly operation?: never }
  | { readonly service: string; readonly operation: string }
  | { readonly caller: string; readonly callee: string };

/** Which traffic is asked for, and of what time. Counts are kept per ten seconds: ten seconds that the range touches count as a whole. */
export interface TrafficQuery {
  /** Milliseconds since the epoch. `from` is part of the range, `to` is not. */
  readonly from: number;
  readonly to: number;
  /** The length of time that one item is about, in milliseconds, rounded up to whole tens of seconds; `undefined`: the whole range. */
  readonly stepMs: number | undefined;
  /** `undefined`: every service and every edge. */
  readonly of: TrafficSearch | undefined;
}

/** What an output asks the controller for when it needs it: it is too big, or too seldom looked at, to be part of the views. */
export interface ViewQueries {
  /**
   * A service whose log can't be read has one remark in the place of its lines. Throws SimError `engine-lost` where the engine does not
   * answer; ends when `signal` aborts.
   */
  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine | LogRemark>;
  /** The newest trace comes first. */
  traces(query: TraceQuery): Promise<readonly TraceSummary[]>;
  /** One trace with its spans; `undefined` where it is not known (any more). */
  trace(traceId: string): Promise<Trace | undefined>;
}
