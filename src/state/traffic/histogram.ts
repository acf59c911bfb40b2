import type { DurationHistogram } from './traffic.js';

/** The last bucket; it also holds every duration above its upper bound of about 25 hours. */
export const lastBucket = 146;

/** The bucket of a duration in microseconds; the first for one below a microsecond, or for what is no number. */
export function bucketOf(durationUs: number): number {
  if (!(durationUs > 1)) return 0;
  return Math.min(lastBucket, Math.floor(4 * Math.log2(durationUs)));
}

/** A histogram that can be added to; `build` makes a `DurationHistogram` of it. */
export class HistogramBuilder {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** How many durations were added. */
  get total(): number {
    return this.#total;
  }

  /** Counts one duration. */
  add(durationUs: number): void {
    this.#count(bucketOf(durationUs), 1);
  }

  /** Adds all that another histogram counted. */
  merge(histogram: DurationHistogram): void {
    for (const [bucket, count] of histogram) this.#count(bucket, count);
  }

  /** Takes out the counts of a histogram that was merged before. */
  subtract(histogram: DurationHistogram): void {
    for (const [bucket, count] of histogram) this.#count(bucket, -count);
  }

  /** The sparse pairs, ascending. */
  build(): DurationHistogram {
    return [...this.#counts].sort(([left], [right]) => left - right);
  }

  #count(bucket: number, count: number): void {
    const after = (this.#counts.get(bucket) ?? 0) + count;
    if (after === 0) this.#counts.delete(bucket);
    else this.#counts.set(bucket, after);
    this.#total += count;
  }
}

/**
 * The duration in milliseconds below which the share `quantile` (0 to 1) of all durations lie; `undefined` where there is none. Within a
 * bucket it is interpolated by rank, so the error is at most the width of the bucket (19 %).
 */
export function quantileMs(histogram: DurationHistogram, quantile: number): number | undefined {
  let total = 0;
  for (const [, count] of histogram) total += count;
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(quantile * total));
  let below = 0;
  for (const [bucket, count] of histogram) {
    if (below + count >= rank) return 2 ** ((bucket + (rank - below) / count) / 4) / 1000;
    below += count;
  }
  return undefined;
}
