import { describe, expect, test } from 'vitest';
import { answerTraffic } from '../../../../src/inputs/otlp/rates/answer-traffic.js';
import { packSlot, unpackSlot } from '../../../../src/inputs/otlp/rates/packed-slot.js';
import { SummaryWindow } from '../../../../src/inputs/otlp/rates/summary-window.js';
import { keptSlots, TrafficHistory } from '../../../../src/inputs/otlp/rates/traffic-history.js';
import type { Answer, TrafficItem, TrafficQuery } from '../../../../src/queries/queries.js';
import { createTrafficQueries } from '../../../../src/queries/traffic-queries.js';
import { HistogramBuilder } from '../../../../src/state/traffic/histogram.js';
import { createRandom, type Random } from '../../../fuzz/random.ts';

/** At a whole ten seconds. */
const noon = Date.UTC(2026, 2, 14, 12);

interface Sent {
  readonly endMs: number;
  /** When it came. */
  readonly cameMs: number;
  readonly names:
    | { readonly service: string; readonly operation: string }
    | { readonly from: string; readonly to: string };
  readonly error: boolean;
  readonly durationUs: number | undefined;
}

/** What a reader keeps of requests that come in this order, each counted with the quarter of a second in which it came. */
function historyOf(sent: readonly Sent[], began = noon, maxBytes?: number): TrafficHistory {
  const history = new TrafficHistory(began, maxBytes);
  const window = new SummaryWindow(0);
  for (const [index, { endMs, cameMs, names, ...request }] of sent.entries()) {
    if ('service' in names) window.addOperation(names, request, endMs, cameMs);
    else window.addEdge({ ...names, protocol: 'http' }, request, endMs, cameMs);
    const next = sent[index + 1]?.cameMs;
    if (next !== undefined && Math.floor(next / 250) === Math.floor(cameMs / 250)) continue;
    const summary = window.flush(cameMs);
    if (summary !== undefined) history.add(summary, cameMs);
  }
  return history;
}

const request = (endMs: number, changes: Partial<Sent> = {}): Sent => ({
  endMs,
  cameMs: endMs,
  names: { service: 'catalog', operation: 'GET /' },
  error: false,
  durationUs: 1000,
  ...changes,
});

const whole: TrafficQuery = { from: noon, to: noon + 3_600_000, subject: undefined, stepMs: undefined };
const ask = (history: TrafficHistory, query: Partial<TrafficQuery> = {}, now = noon + 3_590_000) =>
  answerTraffic(history, { ...whole, ...query }, now);
const lines = ({ items }: Answer<TrafficItem>) =>
  items.map(({ subject, from, to, requests, errors }) => {
    const name =
      subject.kind === 'edge'
        ? `${subject.from} -> ${subject.to}`
        : `${subject.service}${subject.kind === 'operation' ? `: ${subject.operation}` : ''}`;
    return `${(from - noon) / 1000}-${(to - noon) / 1000} ${name} ${requests} ${errors}`;
  });

describe('what was seen in a range of time', () => {
  const history = historyOf([
    request(noon + 1000),
    request(noon + 9999, { error: true }),
    request(noon + 10_000, { names: { service: 'catalog', operation: 'POST /' } }),
    request(noon + 10_500, { names: { from: 'web', to: 'catalog' } }),
    request(noon + 25_000, { names: { service: 'auth', operation: 'GET /' } }),
  ]);

  test('is told by service and edge, together or step by step', () => {
    expect(lines(ask(history, { to: noon + 30_000 }))).toEqual([
      '0-30 auth 1 0',
      '0-30 catalog 3 1',
      '0-30 web -> catalog 1 0',
    ]);
    expect(lines(ask(history, { to: noon + 30_000, stepMs: 10_000 }))).toEqual([
      '0-10 catalog 2 1',
      '10-20 catalog 1 0',
      '10-20 web -> catalog 1 0',
      '20-30 auth 1 0',
    ]);
  });

  test('is told of what was asked for alone', () => {
    const of = (subject: TrafficQuery['subject']) => lines(ask(history, { to: noon + 30_000, subject }));
    expect(of({ kind: 'service', service: 'catalog' })).toEqual(['0-30 catalog 3 1']);
    expect(of({ kind: 'operations', service: 'catalog' })).toEqual([
      '0-30 catalog: GET / 2 1',
      '0-30 catalog: POST / 1 0',
    ]);
    expect(of({ kind: 'operation', service: 'catalog', operation: 'POST /' })).toEqual([
      '0-30 catalog: POST / 1 0',
    ]);
    expect(of({ kind: 'edge', from: 'web', to: 'catalog' })).toEqual(['0-30 web -> catalog 1 0']);
    expect(of({ kind: 'edge', from: 'catalog', to: 'web' })).toEqual([]);
  });

  test('counts tens of seconds that the range touches, and none that it does not', () => {
    const of = (from: number, to: number) => lines(ask(history, { from: noon + from, to: noon + to }));
    expect(of(9000, 10_000)).toEqual(['0-10 catalog 2 1']);
    expect(of(9999, 10_001)).toEqual(['0-20 catalog 3 1', '0-20 web -> catalog 1 0']);
    expect(of(30_000, 40_000)).toEqual([]);
  });

  test('has steps that begin at the same times whatever the range is', () => {
    const of = (from: number) =>
      lines(ask(history, { from: noon + from, to: noon + 30_000, stepMs: 15_000 }));
    expect(of(0)).toEqual(['0-20 catalog 3 1', '0-20 web -> catalog 1 0', '20-30 auth 1 0']);
    expect(of(10_000)).toEqual(['10-20 catalog 1 0', '10-20 web -> catalog 1 0', '20-30 auth 1 0']);
  });
});

test('a request belongs to the ten seconds in which its span ended, as long as it comes within a minute', () => {
  const late = (byMs: number) =>
    lines(ask(historyOf([request(noon + 5000, { cameMs: noon + 5000 + byMs })]), { stepMs: 10_000 }));
  expect(late(12_000)).toEqual(['0-10 catalog 1 0']);
  expect(late(60_000)).toEqual(['0-10 catalog 1 0']);
  expect(late(66_000)).toEqual(['70-80 catalog 1 0']);
  expect(late(-30_000 + 5000)).toEqual([]);
});

test('a span that ended at no time of today counts when it came', () => {
  const ends = [
    0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    noon + 86_400_000,
    ...Array.from({ length: 40 }, (_, i) => i * 1e6),
  ];
  const history = historyOf(ends.map((endMs) => request(endMs, { cameMs: noon + 1000 })));
  expect(lines(ask(history))).toEqual([`0-3600 catalog ${ends.length} 0`]);
});

test('an hour is kept, and what is older is said to be gone', () => {
  const sent = Array.from({ length: keptSlots + 10 }, (_, i) => request(noon + i * 10_000));
  const history = historyOf(sent);
  const now = noon + (keptSlots + 9) * 10_000;
  const answer = ask(history, { to: now + 10_000 }, now);
  expect(answer).toMatchObject({ source: 'live', items: [{ requests: keptSlots }] });
  expect(answer.warnings).toEqual(['nothing is kept from before 2026-03-14T12:01:40.000Z']);
  expect(ask(history, { from: noon + 100_000, to: now + 10_000 }, now).warnings).toEqual([]);
  expect(ask(history, { to: now + 10_000 }, now + 7_200_000).items).toEqual([]);
  expect(history.bytes).toBe(0);
});

test('what is before the reader began is said not to be known', () => {
  expect(ask(historyOf([], noon + 60_000)).warnings).toEqual([
    'nothing is kept from before 2026-03-14T12:01:00.000Z',
  ]);
});

test('the oldest goes first where it needs too much memory', () => {
  const sent = Array.from({ length: 300 }, (_, i) =>
    Array.from({ length: 20 }, (_, j) =>
      request(noon + i * 10_000, {
        names: { service: 'a', operation: `op ${j}` },
        durationUs: 10 ** (j % 7),
      }),
    ),
  ).flat();
  const history = historyOf(sent, noon, 20_000);
  expect(history.bytes).toBeLessThanOrEqual(20_000);
  const answer = ask(history, { stepMs: 10_000 }, noon + 3_000_000);
  expect(answer.warnings).toHaveLength(1);
  expect(answer.items.length).toBeGreaterThan(50);
  expect(answer.items.every(({ requests }) => requests === 20)).toBe(true);
  expect(answer.items.at(-1)?.from).toBe(noon + 2_990_000);
  expect(answer.warnings[0]).toContain(new Date(answer.items[0]?.from ?? 0).toISOString());
});

test('a clock that is set back loses nothing of the last minute, and keeps nothing from the future', () => {
  const sent = [
    request(noon + 100_000),
    request(noon + 200_000),
    request(noon + 100_500, { cameMs: noon + 101_000 }),
    request(noon + 260_000),
  ];
  const history = historyOf(sent);
  expect(lines(ask(history, { stepMs: 10_000 }, noon + 260_000))).toEqual([
    '100-110 catalog 2 0',
    '260-270 catalog 1 0',
  ]);
});

test('what is packed comes back as it was', () => {
  const counts = new Map([
    [1, { count: 1, errors: 0, durations: [] }],
    [
      70_000,
      {
        count: 4_000_000_000,
        errors: 3,
        durations: [
          [0, 1],
          [146, 3_999_999_999],
        ] as const,
      },
    ],
  ]);
  expect(unpackSlot(packSlot(counts))).toEqual(counts);
});

/** Requests of some minutes, which come up to twenty seconds late. */
function requestsBy(random: Random): readonly Sent[] {
  return Array.from({ length: 400 }, () => {
    const endMs = noon + random.below(300_000);
    const service = random.pick(['a', 'b', 'c']);
    return {
      endMs,
      cameMs: endMs + random.below(20_000),
      names: random.chance(0.5)
        ? { service, operation: random.pick(['x', 'y']) }
        : { from: service, to: random.pick(['d', 'e']) },
      error: random.chance(0.2),
      durationUs: random.chance(0.1) ? undefined : 10 ** (1 + random.below(60) / 10),
    };
  });
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('for requests of seed %i', (seed) => {
  const random = createRandom(seed);
  const sent = requestsBy(random).toSorted((left, right) => left.cameMs - right.cameMs);

  test('counts are exact, and percentiles those of all durations within 19 %', () => {
    const { items } = ask(historyOf(sent), { subject: { kind: 'service', service: 'a' } });
    const own = sent.filter(({ names }) => 'service' in names && names.service === 'a');
    const durations = own.flatMap(({ durationUs }) => durationUs ?? []).sort((left, right) => left - right);
    const exactMs = (quantile: number) => (durations[Math.ceil(quantile * durations.length) - 1] ?? 0) / 1000;
    const [item] = items;
    expect(items).toHaveLength(1);
    expect(item).toMatchObject({ requests: own.length, errors: own.filter(({ error }) => error).length });
    for (const [read, exact] of [
      [item?.p50Ms, exactMs(0.5)],
      [item?.p95Ms, exactMs(0.95)],
      [item?.p99Ms, exactMs(0.99)],
    ] as const) {
      expect(read).toBeGreaterThan(exact * 0.81);
      expect(read).toBeLessThan(exact * 1.19);
    }
  });

  test('in which order they come makes no difference', () => {
    const expected = ask(historyOf(sent), { stepMs: 10_000 });
    // Each may come at any other time before it is too late.
    const again = sent
      .map((each) => ({ ...each, cameMs: each.endMs + random.below(60_000) }))
      .sort((left, right) => left.cameMs - right.cameMs);
    expect(ask(historyOf(again), { stepMs: 10_000 })).toEqual(expected);
  });

  test('adding up the steps gives exactly the whole', () => {
    const history = historyOf(sent);
    const steps = ask(history, { stepMs: 10_000 * (1 + random.below(5)) }).items;
    for (const item of ask(history).items) {
      const own = steps.filter(({ subject }) => JSON.stringify(subject) === JSON.stringify(item.subject));
      const durations = new HistogramBuilder();
      for (const each of own) durations.merge(each.durations);
      expect(durations.build()).toEqual(item.durations);
      expect(own.reduce((sum, each) => sum + each.requests, 0)).toBe(item.requests);
      expect(own.reduce((sum, each) => sum + each.errors, 0)).toBe(item.errors);
    }
  });
});

test.each([
  [{ from: 5, to: 5 }, 'a range of time begins before it ends, and this one is 5 to 5'],
  [{ from: Number.NaN, to: 5 }, 'a range of time begins before it ends, and this one is NaN to 5'],
  [{ stepMs: 0 }, 'a step is a time of more than 0 ms, and this one is 0'],
])('%o is refused, and nobody is asked', async (query, message) => {
  const queries = createTrafficQueries({ traffic: () => Promise.reject(new Error('nobody asks')) });
  await expect(queries.traffic({ ...whole, ...query })).rejects.toMatchObject({ code: 'usage', message });
});
