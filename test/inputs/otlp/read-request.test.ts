import { expect, test } from 'vitest';
import { readRequest } from '../../../src/inputs/otlp/read-request.js';
import { readSpan } from '../../../src/inputs/otlp/read-span.js';
import { requestOf, requestWithValuesFirst, type SpanSketch, spanIdOf, traceIdOf } from './spans.js';

const asNamed = (service: string) => service;

test('a span is read with its ids, kind, times and error', () => {
  const [span] = readRequest(
    requestOf({
      service: 'catalog',
      kind: 'server',
      name: 'GET /products',
      trace: 7,
      id: 2,
      parent: 1,
      startMs: 1_790_000_000_123.456,
      durationMs: 0.25,
      error: true,
    }),
    asNamed,
  );
  expect(span).toMatchObject({
    traceId: traceIdOf(7),
    spanId: spanIdOf(2),
    parentSpanId: spanIdOf(1),
    service: 'catalog',
    name: 'GET /products',
    kind: 'server',
    error: true,
  });
  expect(span?.startMs).toBeCloseTo(1_790_000_000_123.456, 3);
  expect(span?.durationUs).toBeCloseTo(250, 3);
});

test('older attribute names mean the same as those in force', () => {
  const older = {
    'http.method': 'GET',
    'http.status_code': 500,
    'net.peer.name': 'catalog',
    'db.system': 'redis',
  };
  const inForce = {
    'http.request.method': 'GET',
    'http.response.status_code': 500,
    'server.address': 'catalog',
    'db.system.name': 'redis',
  };
  const read = (attributes: SpanSketch['attributes']) =>
    readRequest(
      requestOf({ service: 'a', kind: 'client', trace: 1, id: 1, ...(attributes ? { attributes } : {}) }),
      asNamed,
    )[0];
  expect(read(older)?.semantics).toEqual(read(inForce)?.semantics);
  expect(read(older)?.error).toBe(true);
});

test('an attribute counts whether its key or its value comes first', () => {
  const span = {
    ...({ service: 'catalog', kind: 'server', trace: 1, id: 1 } as const),
    attributes: { 'http.request.method': 'GET', 'http.route': '/products/{id}', other: [1, 2].map(String) },
    resource: { 'host.name': 'c0ffee' },
  } as const;
  const nameService = (service: string, host: string) => `${service} at ${host}`;
  const [turned] = readRequest(requestWithValuesFirst(span), nameService);
  expect(turned).toEqual(readRequest(requestOf(span), nameService)[0]);
  expect(turned).toMatchObject({ service: 'catalog at c0ffee', semantics: { method: 'GET' } });
});

test('names are stripped of control sequences and bounded', () => {
  const [span] = readRequest(
    requestOf({
      service: 'cat\u001b[31malog',
      kind: 'server',
      name: `\u001b]0;x\u0007${'n'.repeat(500)}`,
      trace: 1,
      id: 1,
    }),
    asNamed,
  );
  expect(span?.service).toBe('catalog');
  expect(span?.name).toMatch(/^n{100,119}…$/);
});

test('a span without valid ids is left out, the others stay', () => {
  const spans = readRequest(
    requestOf(
      { service: 'a', kind: 'server', trace: 0, id: 1 },
      { service: 'a', kind: 'server', trace: 1, id: 0 },
      { service: 'a', kind: 'server', trace: 1, id: 1, parent: 0 },
    ),
    asNamed,
  );
  expect(spans.map((span) => [span.spanId, span.parentSpanId])).toEqual([[spanIdOf(1), '']]);
});

test('the place of a span in its payload is enough to read all of it', () => {
  const payload = requestOf({
    service: 'orders',
    kind: 'client',
    trace: 3,
    id: 9,
    parent: 4,
    error: true,
    statusMessage: 'deadline\u0000 exceeded',
    links: [5],
    attributes: {
      text: 'a\u001b[2Jb',
      list: ['x', 'y'],
      yes: true,
      share: 0.5,
      many: -3,
      __proto: 'p',
      'url.full': 'http://me:secret@host/',
    },
  });
  const [facts] = readRequest(payload, asNamed);
  if (facts === undefined) throw new Error('a span was sent');
  const span = readSpan(payload.subarray(facts.offset, facts.offset + facts.length), facts.service);
  expect(span).toMatchObject({
    traceId: facts.traceId,
    spanId: facts.spanId,
    parentSpanId: spanIdOf(4),
    service: 'orders',
    kind: 'client',
    durationMs: 1,
    error: true,
    statusMessage: 'deadline  exceeded',
    links: [traceIdOf(5)],
  });
  expect(span.attributes).toEqual({
    text: 'ab',
    list: '[x, y]',
    yes: true,
    share: 0.5,
    many: -3,
    __proto: 'p',
    'url.full': 'http://•••@host/',
  });
});

test.each([
  'app.password',
  'http.request.header.authorization',
  'http.response.header.set-cookie',
  'API_KEY',
  'session.token',
  'aws.secret-access-key',
  'db.passphrase',
  'oauthCredentials',
])('the secret %s is masked', (key) => {
  const payload = requestOf({
    service: 'a',
    kind: 'server',
    trace: 1,
    id: 1,
    attributes: { [key]: 'hunter2' },
  });
  const [facts] = readRequest(payload, asNamed);
  if (facts === undefined) throw new Error('a span was sent');
  const span = readSpan(payload.subarray(facts.offset, facts.offset + facts.length), 'a');
  expect(span.attributes[key]).toBe('•••');
});

test('bytes that are cut or changed anywhere give spans or an error, never anything else', () => {
  const payload = requestOf(
    {
      service: 'a',
      kind: 'server',
      trace: 1,
      id: 1,
      attributes: { 'http.route': '/x', list: ['a', 'b'] },
      links: [2],
    },
    { service: 'b', kind: 'client', trace: 1, id: 2, error: true },
  );
  const outcomes = new Set<string>();
  const attempt = (bytes: Uint8Array) => {
    try {
      for (const { offset, length } of readRequest(bytes, asNamed))
        readSpan(bytes.subarray(offset, offset + length), 'a');
      outcomes.add('read');
    } catch (error) {
      outcomes.add(error instanceof Error ? 'error' : 'thrown');
    }
  };
  for (let at = 0; at < payload.length; at++) {
    attempt(payload.slice(0, at));
    for (const bit of [1, 4, 128]) {
      const changed = payload.slice();
      changed[at] = (changed[at] ?? 0) ^ bit;
      attempt(changed);
    }
  }
  expect([...outcomes].sort()).toEqual(['error', 'read']);
});
