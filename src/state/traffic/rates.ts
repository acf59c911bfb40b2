import type { Rates, TrafficRates } from './traffic.js';

/** The rates of what had no request in the last ten seconds. */
export const noRates: Rates = {
  requestsPerSecond: 0,
  errorsPerSecond: 0,
  p50Ms: undefined,
  p95Ms: undefined,
  p99Ms: undefined,
};

/** The measurement in which nothing was seen for ten seconds. */
export const nothingMeasured: TrafficRates = { services: [], operations: [], edges: [], dropped: 0 };

/** `after`, or `before` itself where both are equal, so that what did not change stays the same object. */
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
