import type { DurationHistogram } from './traffic.js';

/** The last bucket: it also holds everything longer (about 25 hours). */
export const lastBucket = 146;

/** The bucket of a duration in microseconds. Anything below one microsecond, and nonsense, is in the first. */
export function bucketOf(durationUs: number): number {
  if (!(durationUs > 1)) return 0;
  return Math.min(lastBucket, Math.floor(4 * Math.log2(durationUs)));
}

/** Counts per bucket that can grow; `DurationHistogram` is its frozen form. */
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

  /** Takes out what a histogram counted that was merged before: what is left is as if it had never come. */
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
 * The duration in milliseconds below which the share `quantile` of all lie; `undefined` without any. Between a
 * bucket's bounds it is read off by rank, so it is never further from the true one than the bucket is wide (19 %).
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
