import { describe, expect, test } from 'vitest';
import { hostOf } from '../../../src/inputs/otlp/address-book.js';
import { TraceReader } from '../../../src/inputs/otlp/trace-reader.js';
import { seenAfter } from './seen.js';
import { requestOf, type SpanSketch, type Value } from './spans.js';

const operationsOf = (kind: SpanSketch['kind'], name: string, attributes: Record<string, Value>) =>
  seenAfter([[{ service: 's', kind, name, trace: 1, id: 1, attributes }]]).operations;

describe('what a service answered', () => {
  test.each<[string, SpanSketch['kind'], string, Record<string, Value>]>([
    ['GET /products/{id}', 'server', 'x', { 'http.request.method': 'GET', 'http.route': '/products/{id}' }],
    ['GET /products', 'server', 'x', { 'http.method': 'get', 'http.route': 'GET /products' }],
    ['GET /healthz', 'server', 'GET /healthz', { 'http.request.method': 'GET' }],
    ['POST', 'server', 'POST', { 'http.request.method': 'POST', 'url.path': '/products/42' }],
    ['HTTP /x', 'server', 'x', { 'http.request.method': '_OTHER', 'http.route': '/x' }],
    [
      'shop.Catalog/Get',
      'server',
      'x',
      { 'rpc.system': 'grpc', 'rpc.service': 'shop.Catalog', 'rpc.method': 'Get' },
    ],
    [
      'shop.Catalog/Get',
      'server',
      'x',
      { 'rpc.system.name': 'grpc', 'rpc.service': 'shop.Catalog', 'rpc.method': 'shop.Catalog/Get' },
    ],
    [
      'process orders',
      'consumer',
      'x',
      {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'orders',
      },
    ],
    ['nightly', 'server', 'nightly', {}],
  ])('is %s', (operation, kind, name, attributes) => {
    expect(operationsOf(kind, name, attributes)).toEqual([`s: ${operation} 1`]);
  });

  test('is nothing for client and internal spans', () => {
    expect(operationsOf('client', 'x', { 'http.request.method': 'GET' })).toEqual([]);
    expect(operationsOf('internal', 'x', {})).toEqual([]);
  });

  test('an unnamed process is known by its container', () => {
    const span: SpanSketch = {
      service: 'unknown_service:main',
      kind: 'server',
      name: 'x',
      trace: 1,
      id: 1,
      resource: { 'host.name': '0123456789ab' },
    };
    expect(seenAfter([[span]], { '0123456789ab': 'catalog' }).operations).toEqual(['catalog: x 1']);
  });

  test('a service that calls itself otherwise keeps its declared name', () => {
    const span: SpanSketch = { service: 'Shop Catalog', kind: 'server', name: 'x', trace: 1, id: 1 };
    expect(seenAfter([[span]], { 'shop catalog': 'catalog' }).operations).toEqual(['catalog: x 1']);
  });
});

describe('limits', () => {
  test('too many operations, services and edges share (other)', () => {
    const reader = new TraceReader(0);
    const spans: SpanSketch[] = [];
    for (let i = 1; i <= 1200; i++) {
      spans.push({ service: 'catalog', kind: 'server', name: `op ${i}`, trace: i, id: i });
      spans.push({
        service: `s${i}`,
        kind: 'client',
        trace: i,
        id: 10_000 + i,
        attributes: { 'peer.service': `t${i}` },
      });
      spans.push({ service: `s${i}`, kind: 'server', name: 'x', trace: i, id: 20_000 + i });
    }
    reader.accept(requestOf(...spans), 0);
    const summaries = [reader.flush(1), reader.flush(10_000)];
    const operations = summaries.flatMap((summary) => summary?.operations ?? []);
    const edges = summaries.flatMap((summary) => summary?.edges ?? []);
    expect(operations.filter((operation) => operation.service === 'catalog')).toHaveLength(101);
    expect(operations.find((operation) => operation.operation === '(other)')?.count).toBe(1100);
    expect(new Set(operations.map((operation) => operation.service)).size).toBe(101);
    expect(new Set(edges.flatMap((edge) => [edge.from, edge.to])).size).toBeLessThanOrEqual(201);
    expect(edges.reduce((sum, edge) => sum + edge.count, 0)).toBe(1200);
  });

  test('a payload that cannot be read counts as dropped, and the next one is read', () => {
    const reader = new TraceReader(0);
    reader.accept(Uint8Array.of(10, 200, 1, 1), 0);
    reader.addDropped(4);
    reader.accept(requestOf({ service: 'a', kind: 'server', name: 'x', trace: 1, id: 1 }), 1);
    expect(reader.flush(250)).toMatchObject({ windowMs: 250, dropped: 5, operations: [{ count: 1 }] });
    expect(reader.flush(500)).toBeUndefined();
  });
});

test.each([
  ['catalog:8080', 'catalog'],
  ['Catalog.', 'catalog'],
  ['10.0.0.5:5432', '10.0.0.5'],
  ['[fd00::5]:6379', 'fd00::5'],
  ['fd00::5', 'fd00::5'],
  ['::ffff:10.0.0.5', '10.0.0.5'],
  ['dns:///orders:9090', 'orders'],
])('the host of %s is %s', (address, host) => {
  expect(hostOf(address)).toBe(host);
});
