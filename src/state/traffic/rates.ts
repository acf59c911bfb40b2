import { HistogramBuilder, quantileMs } from './histogram.js';
import type { OperationSummary, Rates } from './traffic.js';

/** Nothing came in the last ten seconds. */
export const noRates: Rates = {
  requestsPerSecond: 0,
  errorsPerSecond: 0,
  p50Ms: undefined,
  p95Ms: undefined,
  p99Ms: undefined,
};

/** Adds up summaries of the same thing over several windows. */
export class RateTally {
  #count = 0;
  #errors = 0;
  readonly #durations = new HistogramBuilder();

  /** Adds one window's summary. */
  add(summary: Pick<OperationSummary, 'count' | 'errors' | 'durations'>): void {
    this.#count += summary.count;
    this.#errors += summary.errors;
    this.#durations.merge(summary.durations);
  }

  /** The rates over so many seconds. */
  rates(seconds: number): Rates {
    if (this.#count === 0) return noRates;
    const durations = this.#durations.build();
    return {
      requestsPerSecond: this.#count / seconds,
      errorsPerSecond: this.#errors / seconds,
      p50Ms: quantileMs(durations, 0.5),
      p95Ms: quantileMs(durations, 0.95),
      p99Ms: quantileMs(durations, 0.99),
    };
  }
}

/** `after`, or `before` itself where both say the same: what did not change stays the same object. */
export function sameRates(before: Rates | undefined, after: Rates): Rates {
  const same =
    before !== undefined &&
    before.requestsPerSecond === after.requestsPerSecond &&
    before.errorsPerSecond === after.errorsPerSecond &&
    before.p50Ms === after.p50Ms &&
    before.p95Ms === after.p95Ms &&
    before.p99Ms === after.p99Ms;
  return same ? before : after;
}
