import type { DurationHistogram } from '../../../state/traffic/traffic.js';

/** Requests, those of them that ended in an error, and how long they took. */
export interface Counts {
  readonly count: number;
  readonly errors: number;
  /** Requests that only waited (`BLPOP`) have no duration, so this may hold fewer than `count`. */
  readonly durations: DurationHistogram;
}

/** What one service answered, by operation (`GET /products/{id}`). */
export interface OperationCounts extends Counts {
  readonly service: string;
  readonly operation: string;
}

/** What went over one edge. `to` may be a name that no service of the environment has. */
export interface EdgeCounts extends Counts {
  readonly from: string;
  readonly to: string;
  /** `http`, `grpc`, `sql`, `redis`, `messaging`, ... as far as the spans say. */
  readonly protocol: string;
}

/** In which ten seconds, counted from the epoch, the spans say that the requests ended. */
export interface Slotted {
  readonly slot: number;
}

/** What one window of a quarter of a second counted. */
export interface TrafficSummary<Operation = OperationCounts, Edge = EdgeCounts> {
  readonly windowMs: number;
  readonly operations: readonly Operation[];
  readonly edges: readonly Edge[];
  /** Spans that were lost before they could be counted. */
  readonly dropped: number;
}

/** A summary whose entries also say when their requests ended: one entry for each slot. */
export type SlottedSummary = TrafficSummary<OperationCounts & Slotted, EdgeCounts & Slotted>;
