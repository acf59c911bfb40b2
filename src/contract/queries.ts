import type { z } from 'zod';
import type { Immutable } from './immutable.js';
import type { logLineSchema, logRemarkSchema, logsEndSchema } from './schemas/logs.js';
import type { spanSchema, traceSchema, traceSummarySchema, tracesSchema } from './schemas/traces.js';
import type { trafficItemSchema, trafficSchema } from './schemas/traffic.js';

export type LogLine = Immutable<z.infer<typeof logLineSchema>>;
export type LogRemark = Immutable<z.infer<typeof logRemarkSchema>>;
export type LogsEnd = Immutable<z.infer<typeof logsEndSchema>>;
export type TraceSummary = Immutable<z.infer<typeof traceSummarySchema>>;
export type Traces = Immutable<z.infer<typeof tracesSchema>>;
export type Trace = Immutable<z.infer<typeof traceSchema>>;
export type Span = Immutable<z.infer<typeof spanSchema>>;

export type Traffic = Immutable<z.infer<typeof trafficSchema>>;
export type TrafficItem = Immutable<z.infer<typeof trafficItemSchema>>;

export interface LogQuery {
  /** Names of services and of single instances (`orders#2`); `undefined`: every service of the environment. */
  readonly services: readonly string[] | undefined;
  /** At most so many old lines per service come first. */
  readonly tail: number;
  /** Milliseconds since the epoch; older lines are left out. */
  readonly since: number | undefined;
  /** Goes on with new lines until aborted. */
  readonly follow: boolean;
}

export interface TraceQuery {
  readonly service: string | undefined;
  readonly errorsOnly: boolean;
  readonly limit: number;
}

/** Of one service, of each of its operations, of one operation, or of one edge. */
export type TrafficSearch =
  | { readonly service: string; readonly by?: 'operation'; readonly operation?: never }
  | { readonly service: string; readonly operation: string }
  | { readonly caller: string; readonly callee: string };

export interface TrafficQuery {
  /** Milliseconds since the epoch; `to` is no longer part of the range. Tens of seconds that it touches count as a whole. */
  readonly from: number;
  readonly to: number;
  /** An item for each so many milliseconds, rounded up to whole tens of seconds; `undefined`: one for the whole range. */
  readonly stepMs: number | undefined;
  /** `undefined`: every service and every edge. */
  readonly of: TrafficSearch | undefined;
}

/** What a view asks a controller for: too big, or too seldom looked at, to be sent to everybody. */
export interface ViewQueries {
  /** A service whose log can't be read has a remark instead; what ends all is that the engine does not answer. */
  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine | LogRemark>;
  /** Newest first. */
  traces(query: TraceQuery): Promise<readonly TraceSummary[]>;
  trace(traceId: string): Promise<Trace | undefined>;
}
