import { describe, expect, test } from 'vitest';
import { bucketOf, HistogramBuilder, lastBucket, quantileMs } from '../../../src/state/traffic/histogram.js';

/** Repeatable numbers in [0, 1): the same seed gives the same run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const histogramOf = (durationsUs: readonly number[]) => {
  const builder = new HistogramBuilder();
  for (const duration of durationsUs) builder.add(duration);
  return builder.build();
};

test('a duration is within the bounds of its bucket', () => {
  const next = numbersFrom(1);
  for (let i = 0; i < 5000; i++) {
    const duration = 10 ** (next() * 10);
    const bucket = bucketOf(duration);
    expect(2 ** (bucket / 4)).toBeLessThanOrEqual(duration * 1.000001);
    expect(2 ** ((bucket + 1) / 4)).toBeGreaterThanOrEqual(duration * 0.999999);
  }
});

test('nonsense and extremes have a bucket', () => {
  expect([0, -5, Number.NaN, 0.3, 1].map(bucketOf)).toEqual([0, 0, 0, 0, 0]);
  expect(bucketOf(Number.POSITIVE_INFINITY)).toBe(lastBucket);
});

describe.each([1, 2, 3, 4, 5])('for durations of seed %i', (seed) => {
  const next = numbersFrom(seed);
  const durations = Array.from({ length: 1 + Math.floor(next() * 400) }, () => 10 ** (1 + next() * 6));
  const sorted = durations.toSorted((left, right) => left - right);

  test.each([0, 0.5, 0.95, 0.99, 1])('the quantile %d is within 19 %% of the true one', (quantile) => {
    const read = quantileMs(histogramOf(durations), quantile);
    const exact = (sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] ?? 0) / 1000;
    expect(read).toBeGreaterThan(exact * 0.81);
    expect(read).toBeLessThan(exact * 1.19);
  });

  test('quantiles grow with the share', () => {
    const histogram = histogramOf(durations);
    const read = Array.from({ length: 21 }, (_, i) => quantileMs(histogram, i / 20) ?? 0);
    expect(read).toEqual(read.toSorted((left, right) => left - right));
  });

  test('merging two histograms is the same as counting all at once', () => {
    const cut = Math.floor(next() * durations.length);
    const builder = new HistogramBuilder();
    builder.merge(histogramOf(durations.slice(0, cut)));
    builder.merge(histogramOf(durations.slice(cut)));
    expect(builder.build()).toEqual(histogramOf(durations));
    expect(builder.total).toBe(durations.length);
  });
});

test('there is no quantile of nothing', () => {
  expect(quantileMs([], 0.5)).toBeUndefined();
});
