import { describe, expect, test } from 'vitest';
import { SlidingRates } from '../../../src/inputs/otlp/rates/sliding-rates.js';
import type { TrafficSummary } from '../../../src/inputs/otlp/rates/summary.js';
import type { Event } from '../../../src/state/core/event.js';
import { emptySnapshot } from '../../../src/state/core/reduce.js';
import { noRates, nothingMeasured } from '../../../src/state/traffic/rates.js';
import { emptyTraffic, reduceTraffic } from '../../../src/state/traffic/reduce.js';
import type { TrafficState } from '../../../src/state/traffic/traffic.js';

const snapshot = emptySnapshot(0);

/** What the trace reader's thread counted, or that time went on. */
type Slide = { readonly kind: 'slide'; readonly at: number; readonly summary: TrafficSummary | undefined };

/** The state and what its rates were slid over: both go on from `from`. */
interface Seen {
  readonly state: TrafficState;
  readonly sliding: SlidingRates;
}

function seen(happenings: readonly (Event | Slide)[], from?: Seen): Seen {
  const sliding = from?.sliding ?? new SlidingRates();
  let state = from?.state ?? emptyTraffic;
  for (const happening of happenings) {
    const { at } = happening;
    if (happening.kind === 'slide') {
      const rates = sliding.slide(happening.summary, at, at);
      if (rates !== undefined)
        state = reduceTraffic(state, { kind: 'traffic.measured', at, rates }, snapshot);
      continue;
    }
    if (happening.kind === 'agent.connected') sliding.watchFrom(at);
    state = reduceTraffic(state, happening, snapshot);
  }
  return { state, sliding };
}

const reduced = (happenings: readonly (Event | Slide)[], from?: Seen) => seen(happenings, from).state;

const nothing: TrafficSummary = { windowMs: 250, operations: [], edges: [], dropped: 0 };
const tenMs = 53;
const operation = (service: string, count: number, errors = 0, name = 'GET /') => ({
  service,
  operation: name,
  count,
  errors,
  durations: [[tenMs, count]] as const,
});
const edge = (from: string, to: string, count: number, protocol = 'http') => ({
  from,
  to,
  protocol,
  count,
  errors: 0,
  durations: [[tenMs, count]] as const,
});
const summarised = (at: number, summary: Partial<TrafficSummary>): Slide => ({
  kind: 'slide',
  at,
  summary: { ...nothing, ...summary },
});
const connected = (at: number): Event => ({ kind: 'agent.connected', at });
const ticked = (at: number): Slide => ({ kind: 'slide', at, summary: undefined });

describe('rates', () => {
  test('are those of the last ten seconds', () => {
    const events: (Event | Slide)[] = [connected(0)];
    for (let at = 250; at <= 30_000; at += 250)
      events.push(
        summarised(at, { operations: [operation('catalog', at > 15_000 ? 5 : 1, at > 15_000 ? 1 : 0)] }),
      );
    const { state, sliding } = seen(events);
    const { services, operations } = state;
    expect(sliding.size).toBe(40);
    expect(services.catalog).toMatchObject({ requestsPerSecond: 20, errorsPerSecond: 4 });
    expect(services.catalog?.p95Ms).toBeGreaterThan(9.7);
    expect(services.catalog?.p95Ms).toBeLessThan(11.6);
    expect(operations.catalog).toEqual({ 'GET /': services.catalog });
  });

  test('of a young connection divide by the time that was watched', () => {
    const state = reduced([
      connected(100_000),
      summarised(102_000, { operations: [operation('catalog', 10)] }),
    ]);
    expect(state.services.catalog?.requestsPerSecond).toBe(5);
  });

  test('of a service add up its operations', () => {
    const both = [operation('catalog', 10, 2, 'GET /a'), operation('catalog', 30, 0, 'GET /b')];
    const state = reduced([connected(0), summarised(20_000, { operations: both })]);
    expect(state.services.catalog).toMatchObject({ requestsPerSecond: 4, errorsPerSecond: 0.2 });
    expect(state.operations.catalog?.['GET /b']?.requestsPerSecond).toBe(3);
  });

  test('fall to nothing when nothing comes, and what was seen stays known', () => {
    const before = seen([
      connected(0),
      summarised(20_000, { operations: [operation('catalog', 10)], edges: [edge('gateway', 'catalog', 10)] }),
    ]);
    const { state, sliding } = seen([ticked(29_000), ticked(30_001)], before);
    expect(sliding.size).toBe(0);
    expect(state.services.catalog).toMatchObject({ requestsPerSecond: 0, p50Ms: undefined });
    expect(state.edges['gateway -> catalog']).toMatchObject({
      lastSeenAt: 20_000,
      protocol: 'http',
      rates: { requestsPerSecond: 0 },
    });
  });

  test('without durations have no percentiles', () => {
    const state = reduced([
      connected(0),
      summarised(20_000, { edges: [{ ...edge('worker', 'redis', 3), durations: [] }] }),
    ]);
    expect(state.edges['worker -> redis']?.rates).toEqual({
      requestsPerSecond: 0.3,
      errorsPerSecond: 0,
      p50Ms: undefined,
      p95Ms: undefined,
      p99Ms: undefined,
    });
  });

  test('forget windows that a clock set back leaves in the future', () => {
    const before = seen([connected(0), summarised(100_000, { operations: [operation('catalog', 10)] })]);
    expect(seen([ticked(20_000)], before).sliding.size).toBe(0);
  });
});

describe('edges', () => {
  test('of several protocols count together and show the one that is spoken most', () => {
    const state = reduced([
      connected(0),
      summarised(20_000, {
        edges: [edge('orders', 'redis', 2, 'messaging'), edge('orders', 'redis', 8, 'redis')],
      }),
    ]);
    expect(state.edges['orders -> redis']).toMatchObject({
      protocol: 'redis',
      rates: { requestsPerSecond: 1 },
    });
  });

  test('never grow without end', () => {
    let all = seen([connected(0)]);
    for (let i = 0; i < 2000; i++)
      all = seen([summarised(20_000 + i * 1000, { edges: [edge('a', `host-${i}`, 1)] })], all);
    const { state } = all;
    expect(Object.keys(state.edges).length).toBeLessThanOrEqual(601);
    expect(state.edges['a -> host-1999']).toBeDefined();
  });
});

describe('what did not change stays the same object', () => {
  const settle = () =>
    seen([
      connected(0),
      summarised(20_000, {
        operations: [operation('catalog', 1), operation('orders', 1)],
        edges: [edge('gateway', 'catalog', 1), edge('gateway', 'orders', 1)],
      }),
    ]);

  test('for a service and an edge that nothing touched', () => {
    const settling = settle();
    const settled = settling.state;
    const state = reduced(
      [summarised(20_250, { operations: [operation('orders', 1)], edges: [edge('gateway', 'orders', 1)] })],
      settling,
    );
    expect(state.services.catalog).toBe(settled.services.catalog);
    expect(state.operations.catalog).toBe(settled.operations.catalog);
    expect(state.edges['gateway -> catalog']).toBe(settled.edges['gateway -> catalog']);
    expect(state.services.orders).not.toBe(settled.services.orders);
  });

  test('for all of it when only time went on', () => {
    const settling = settle();
    expect(reduced([ticked(21_000)], settling)).toBe(settling.state);
  });

  test('for services when only an edge was seen', () => {
    const settling = settle();
    const settled = settling.state;
    const state = reduced([summarised(20_250, { edges: [edge('gateway', 'orders', 1)] })], settling);
    expect(state.services).toBe(settled.services);
    expect(state.operations).toBe(settled.operations);
  });
});

test('whether anybody is watching is part of the state', () => {
  expect(emptyTraffic.agent.state).toBe('unknown');
  const lost = seen([connected(0), { kind: 'agent.lost', at: 5, detail: 'it closed the connection' }]);
  expect(lost.state.agent).toEqual({ state: 'lost', detail: 'it closed the connection' });
  expect(reduced([connected(9)], lost).agent).toEqual({ state: 'connected', detail: undefined });
});

test('lost spans add up', () => {
  expect(reduced([summarised(1, { dropped: 2 }), summarised(2, { dropped: 3 })]).droppedSpans).toBe(5);
});

test('a name that JavaScript gives a meaning is a name like any other', () => {
  const state = reduced([
    connected(0),
    summarised(20_000, { operations: [operation('constructor', 10, 0, 'toString')] }),
  ]);
  expect(state.operations.constructor).toEqual({ toString: state.services.constructor });
  const failing = reduced([
    connected(0),
    summarised(20_000, { operations: [operation('constructor', 10, 9)] }),
    summarised(21_000, { operations: [operation('constructor', 10, 9)] }),
  ]);
  expect(failing.failing).toEqual({ constructor: 20_000 });
});

test('a measurement says all: what it does not name has nothing now', () => {
  const before = reduced([
    connected(0),
    summarised(20_000, { operations: [operation('catalog', 10, 9)], edges: [edge('web', 'catalog', 10)] }),
  ]);
  const after = reduceTraffic(
    before,
    { kind: 'traffic.measured', at: 21_000, rates: nothingMeasured },
    snapshot,
  );
  expect(after).toMatchObject({
    services: { catalog: noRates },
    operations: { catalog: { 'GET /': noRates } },
    edges: { 'web -> catalog': { protocol: 'http', lastSeenAt: 20_000, rates: noRates } },
    failing: {},
  });
});
