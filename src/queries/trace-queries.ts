import type { Queries, Trace, TraceQuery, TraceSummary } from './queries.js';

/** Whatever holds traces: the trace reader's thread, or a recording. */
export interface TraceSource {
  traces(query: TraceQuery): Promise<readonly TraceSummary[]>;
  trace(traceId: string): Promise<Trace | undefined>;
}

const mostTraces = 1000;

/** The trace part of `Queries` over a source; asks it for nothing that can't exist. */
export function createTraceQueries(source: TraceSource): Pick<Queries, 'traces' | 'trace'> {
  return {
    traces(query) {
      const limit = Math.min(mostTraces, Math.max(0, Math.floor(query.limit) || 0));
      return source.traces({ ...query, limit });
    },
    async trace(traceId) {
      return /^[0-9a-f]{32}$/i.test(traceId) ? source.trace(traceId.toLowerCase()) : undefined;
    },
  };
}
