import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/state/core/event.js';
import { emptySnapshot } from '../../../src/state/core/reduce.js';
import { emptyTraffic, reduceTraffic } from '../../../src/state/traffic/reduce.js';
import type { TrafficState, TrafficSummary } from '../../../src/state/traffic/traffic.js';

const snapshot = emptySnapshot(0);
const reduced = (events: readonly Event[], from: TrafficState = emptyTraffic) =>
  events.reduce((slice, event) => reduceTraffic(slice, event, snapshot), from);

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
const summarised = (at: number, summary: Partial<TrafficSummary>): Event => ({
  kind: 'traffic.summarised',
  at,
  summary: { ...nothing, ...summary },
});
const connected = (at: number): Event => ({ kind: 'agent.connected', at });
const ticked = (at: number): Event => ({ kind: 'clock.ticked', at });

describe('rates', () => {
  test('are those of the last ten seconds', () => {
    const events = [connected(0)];
    for (let at = 250; at <= 30_000; at += 250)
      events.push(
        summarised(at, { operations: [operation('catalog', at > 15_000 ? 5 : 1, at > 15_000 ? 1 : 0)] }),
      );
    const { services, operations, windows } = reduced(events);
    expect(windows).toHaveLength(40);
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
    const seen = reduced([
      connected(0),
      summarised(20_000, { operations: [operation('catalog', 10)], edges: [edge('gateway', 'catalog', 10)] }),
    ]);
    const state = reduced([ticked(29_000), ticked(30_001)], seen);
    expect(state.windows).toEqual([]);
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
    const seen = reduced([connected(0), summarised(100_000, { operations: [operation('catalog', 10)] })]);
    expect(reduced([ticked(20_000)], seen).windows).toEqual([]);
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
    let state = reduced([connected(0)]);
    for (let i = 0; i < 2000; i++)
      state = reduced([summarised(20_000 + i * 1000, { edges: [edge('a', `host-${i}`, 1)] })], state);
    expect(Object.keys(state.edges).length).toBeLessThanOrEqual(601);
    expect(state.edges['a -> host-1999']).toBeDefined();
  });
});

describe('what did not change stays the same object', () => {
  const settled = reduced([
    connected(0),
    summarised(20_000, {
      operations: [operation('catalog', 1), operation('orders', 1)],
      edges: [edge('gateway', 'catalog', 1), edge('gateway', 'orders', 1)],
    }),
  ]);

  test('for a service and an edge that nothing touched', () => {
    const state = reduced(
      [summarised(20_250, { operations: [operation('orders', 1)], edges: [edge('gateway', 'orders', 1)] })],
      settled,
    );
    expect(state.services.catalog).toBe(settled.services.catalog);
    expect(state.operations.catalog).toBe(settled.operations.catalog);
    expect(state.edges['gateway -> catalog']).toBe(settled.edges['gateway -> catalog']);
    expect(state.services.orders).not.toBe(settled.services.orders);
  });

  test('for all of it when only time went on', () => {
    expect(reduced([ticked(21_000)], settled)).toBe(settled);
  });

  test('for services when only an edge was seen', () => {
    const state = reduced([summarised(20_250, { edges: [edge('gateway', 'orders', 1)] })], settled);
    expect(state.services).toBe(settled.services);
    expect(state.operations).toBe(settled.operations);
  });
});

test('whether anybody is watching is part of the state', () => {
  expect(emptyTraffic.agent.state).toBe('unknown');
  const lost = reduced([connected(0), { kind: 'agent.lost', at: 5, detail: 'it closed the connection' }]);
  expect(lost.agent).toEqual({ state: 'lost', detail: 'it closed the connection' });
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
});
