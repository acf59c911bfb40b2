import { describe, expect, test } from 'vitest';
import { SlidingRates } from '../../../../src/inputs/otlp/rates/sliding-rates.js';
import type {
  EdgeCounts,
  OperationCounts,
  TrafficSummary,
} from '../../../../src/inputs/otlp/rates/summary.js';
import { Tally } from '../../../../src/inputs/otlp/rates/tally.js';
import { bucketOf } from '../../../../src/state/traffic/histogram.js';
import { createRandom } from '../../../fuzz/random.ts';

const tenRequests: TrafficSummary = {
  windowMs: 250,
  dropped: 0,
  operations: [
    { service: 'catalog', operation: 'GET /', count: 10, errors: 0, durations: [[bucketOf(1000), 10]] },
  ],
  edges: [
    ...[{ from: 'web', to: 'catalog', protocol: 'http', count: 10, errors: 0 }].map((edge) => ({
      ...edge,
      durations: [[bucketOf(1000), 10]] as const,
    })),
  ],
};

/** What is shown each second, of a node and of an edge, after ten requests at `at`; looked at four times a second. */
function shownAfter(sliding: SlidingRates, at: number): readonly string[] {
  const shown: string[] = [];
  let [node, edge] = [0, 0];
  for (let now = at; now <= at + 11_000; now += 250) {
    const rates = sliding.slide(now === at ? tenRequests : undefined, now, now);
    if (rates !== undefined) {
      node = rates.services[0]?.rates.requestsPerSecond ?? 0;
      edge = rates.edges[0]?.rates.requestsPerSecond ?? 0;
    }
    if ((now - at) % 1000 === 0) shown.push(`${node.toFixed(2)} ${edge.toFixed(2)}`);
  }
  return shown;
}

describe('ten requests at once', () => {
  test('right after the agent came fall second by second to one a second, and are over after ten', () => {
    const sliding = new SlidingRates();
    sliding.watchFrom(5000);
    const rates = [5, 3.33, 2.5, 2, 1.67, 1.43, 1.25, 1.11, 1, 1, 0, 0];
    expect(shownAfter(sliding, 7000)).toEqual(rates.map((rate) => `${rate.toFixed(2)} ${rate.toFixed(2)}`));
  });

  test('are one a second later on, whatever was before', () => {
    const sliding = new SlidingRates();
    sliding.watchFrom(0);
    shownAfter(sliding, 2000);
    expect(shownAfter(sliding, 60_000)).toEqual([...Array(10).fill('1.00 1.00'), '0.00 0.00', '0.00 0.00']);
  });
});

test('a clock that is set back changes no rate: they go by a steady one', () => {
  const sliding = new SlidingRates();
  sliding.watchFrom(0);
  const before = sliding.slide(tenRequests, 20_000, 3_600_000);
  const after = sliding.slide(tenRequests, 20_250, 0);
  expect(before?.services[0]?.rates.requestsPerSecond).toBe(1);
  expect(after?.services[0]?.rates.requestsPerSecond).toBe(2);
});

test('an agent that comes back finds the rates of what was seen before it went', () => {
  const sliding = new SlidingRates();
  sliding.watchFrom(0);
  sliding.slide(tenRequests, 20_000, 20_000);
  sliding.watchFrom(21_000);
  expect(sliding.slide(tenRequests, 21_250, 21_250)?.services[0]?.rates.requestsPerSecond).toBe(2);
});

test('what is spoken as often as something else is the first by name, whatever came first', () => {
  const [edge] = tenRequests.edges;
  if (edge === undefined) throw new Error('there is an edge');
  const spoken = (...protocols: readonly string[]) =>
    new SlidingRates().slide(
      { ...tenRequests, edges: protocols.map((protocol) => ({ ...edge, protocol })) },
      1,
      1,
    )?.edges[0]?.protocol;
  expect([spoken('sql', 'http'), spoken('http', 'sql')]).toEqual(['http', 'http']);
});

describe.each([1, 2, 3, 4, 5])('of windows by seed %i', (seed) => {
  const random = createRandom(seed);
  const counts = () => {
    const durations = random
      .some([3, 20, 21, 53, 90], 0.5)
      .map((bucket) => [bucket, 1 + random.below(9)] as const);
    const count = 1 + durations.reduce((sum, [, inBucket]) => sum + inBucket, 0);
    return { count, errors: random.below(count), durations };
  };
  const operation = (): OperationCounts => ({
    service: random.pick(['a', 'b', 'c']),
    operation: random.pick(['x', 'y']),
    ...counts(),
  });
  const edge = (): EdgeCounts => ({
    from: random.pick(['a', 'b']),
    to: random.pick(['b', 'c']),
    protocol: random.pick(['http', 'sql', 'redis']),
    ...counts(),
  });
  const times: number[] = [];
  for (let now = 30_000; now < 60_000; now += 250) if (random.chance(0.4)) times.push(now);
  const windows = times.map((at) => ({
    at,
    summary: {
      windowMs: 250,
      dropped: 0,
      operations: Array.from({ length: random.below(6) }, operation),
      edges: Array.from({ length: random.below(6) }, edge),
    },
  }));

  test('the rates are those of all that is in the last ten seconds, counted anew', () => {
    const sliding = new SlidingRates();
    sliding.watchFrom(0);
    for (const { at, summary } of windows) {
      const rates = sliding.slide(summary, at, at);
      const inRange = windows.filter((window) => window.at <= at && at - window.at < 10_000);
      const expected = new Map<string, Tally>();
      const add = (key: string, each: OperationCounts | EdgeCounts) => {
        const tally = expected.get(key) ?? new Tally();
        expected.set(key, tally);
        tally.add(each);
      };
      for (const window of inRange) {
        for (const each of window.summary.operations) {
          add(each.service, each);
          add(`${each.service}: ${each.operation}`, each);
        }
        for (const each of window.summary.edges) add(`${each.from} -> ${each.to}`, each);
      }
      const told = new Map([
        ...(rates?.services ?? []).map((each) => [each.service, each.rates] as const),
        ...(rates?.operations ?? []).map(
          (each) => [`${each.service}: ${each.operation}`, each.rates] as const,
        ),
        ...(rates?.edges ?? []).map((each) => [`${each.from} -> ${each.to}`, each.rates] as const),
      ]);
      expect(told).toEqual(new Map([...expected].map(([key, tally]) => [key, tally.rates(10)])));
    }
  });

  test('nothing is left of them when they are over', () => {
    const sliding = new SlidingRates();
    for (const { at, summary } of windows) sliding.slide(summary, at, at);
    expect(sliding.slide(undefined, 70_000, 70_000)).toEqual({
      ...{ services: [], operations: [], edges: [] },
      dropped: 0,
    });
    expect(sliding.slide(undefined, 71_000, 71_000)).toBeUndefined();
  });
});
