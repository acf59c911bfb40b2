import { describe, expect, test } from 'vitest';
import { TraceReader } from '../../src/inputs/otlp/trace-reader.js';
import type { TraceQuery } from '../../src/queries/queries.js';
import { requestOf, type SpanSketch, traceIdOf } from '../inputs/otlp/spans.js';

const any: TraceQuery = { service: undefined, errorsOnly: false, limit: 100 };

function readerOf(...batches: readonly (readonly SpanSketch[])[]): TraceReader {
  const reader = new TraceReader(0);
  for (const spans of batches) reader.accept(requestOf(...spans), 0);
  return reader;
}

const root = (trace: number, rest: Partial<SpanSketch> = {}): SpanSketch => ({
  service: 'gateway',
  kind: 'server',
  name: 'GET /products',
  trace,
  id: trace * 100 + 1,
  startMs: trace * 1000,
  durationMs: 20,
  ...rest,
});
const child = (trace: number, rest: Partial<SpanSketch> = {}): SpanSketch =>
  root(trace, {
    service: 'catalog',
    id: trace * 100 + 2,
    parent: trace * 100 + 1,
    startMs: trace * 1000 + 5,
    durationMs: 10,
    ...rest,
  });

describe('a list of traces', () => {
  test('is newest first and says what each was', () => {
    const reader = readerOf([root(1), child(1)], [root(2, { error: true })]);
    expect(reader.traces(any)).toEqual([
      {
        traceId: traceIdOf(2),
        name: 'GET /products',
        startMs: 2000,
        durationMs: 20,
        services: ['gateway'],
        spans: 1,
        error: true,
        incomplete: false,
      },
      {
        traceId: traceIdOf(1),
        name: 'GET /products',
        startMs: 1000,
        durationMs: 20,
        services: ['gateway', 'catalog'],
        spans: 2,
        error: false,
        incomplete: false,
      },
    ]);
  });

  test('can be narrowed to a service, to errors and to a number', () => {
    const reader = readerOf([root(1), child(1)], [root(2, { error: true })], [root(3)]);
    const idsOf = (query: Partial<TraceQuery>) =>
      reader.traces({ ...any, ...query }).map((trace) => Number.parseInt(trace.traceId, 16));
    expect(idsOf({ service: 'catalog' })).toEqual([1]);
    expect(idsOf({ errorsOnly: true })).toEqual([2]);
    expect(idsOf({ limit: 2 })).toEqual([3, 2]);
    expect(idsOf({ limit: 0 })).toEqual([]);
  });

  test('names a trace by its first server span, and failing that by its root', () => {
    const client = root(1, { kind: 'client', name: 'HTTP GET', service: 'loadgen', id: 900, startMs: 990 });
    const served = root(1, {
      parent: 900,
      attributes: { 'http.request.method': 'GET', 'http.route': '/orders' },
    });
    expect(readerOf([child(1), served, client]).traces(any)[0]?.name).toBe('GET /orders');
    expect(
      readerOf([root(1, { kind: 'internal', name: 'later', parent: 900 }), client]).traces(any)[0]?.name,
    ).toBe('HTTP GET');
  });
});

describe('a trace', () => {
  test('takes in spans that come late, in order of their start', () => {
    const reader = readerOf([child(1)], [root(2)], [root(1)]);
    const trace = reader.trace(traceIdOf(1));
    expect(trace?.spans.map((span) => span.service)).toEqual(['gateway', 'catalog']);
    expect(trace?.summary).toMatchObject({ startMs: 1000, durationMs: 20, spans: 2, incomplete: false });
  });

  test('whose parent is missing says that it is incomplete', () => {
    expect(readerOf([child(1)]).trace(traceIdOf(1))?.summary.incomplete).toBe(true);
  });

  test('shows a span once although it was sent twice', () => {
    expect(readerOf([root(1)], [root(1)]).trace(traceIdOf(1))?.spans).toHaveLength(1);
  });

  test('that nobody sent is unknown', () => {
    expect(readerOf([root(1)]).trace(traceIdOf(2))).toBeUndefined();
  });
});

describe('memory', () => {
  test('is bounded: the oldest go first, and a trace that lost spans says so', () => {
    const reader = new TraceReader(0, 20_000);
    reader.accept(requestOf(root(1), root(2)), 0);
    for (let trace = 3; trace < 100; trace++) reader.accept(requestOf(root(trace), child(trace)), 0);
    reader.accept(requestOf(child(2)), 0);
    const traces = reader.traces({ ...any, limit: 1000 });
    expect(traces.length).toBeLessThan(40);
    expect(traces.some((trace) => trace.traceId === traceIdOf(99))).toBe(true);
    expect(reader.trace(traceIdOf(1))).toBeUndefined();
    expect(reader.trace(traceIdOf(2))?.summary).toMatchObject({ spans: 1, incomplete: true });
  });

  test('is not filled by a trace that never ends', () => {
    const endless = Array.from({ length: 6000 }, (_, i) => root(1, { id: i + 1 }));
    expect(readerOf(endless).trace(traceIdOf(1))?.summary).toMatchObject({ spans: 5000, incomplete: true });
  });
});
