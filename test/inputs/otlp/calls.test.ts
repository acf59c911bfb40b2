import { describe, expect, test } from 'vitest';
import { seenAfter, shopAddresses } from './seen.js';
import type { SpanSketch } from './spans.js';

const ask = (service: string, host: string, id: number, rest: Partial<SpanSketch> = {}): SpanSketch => ({
  service,
  kind: 'client',
  trace: 1,
  id,
  ...rest,
  attributes: { 'http.request.method': 'GET', 'server.address': host, ...rest.attributes },
});
const serve = (service: string, id: number, rest: Partial<SpanSketch> = {}): SpanSketch => ({
  service,
  kind: 'server',
  trace: 1,
  id,
  ...rest,
  attributes: { 'http.request.method': 'GET', 'http.route': '/products', ...rest.attributes },
});

describe('calls between services with spans on both ends', () => {
  test('a call counts once, by its client', () => {
    const seen = seenAfter([[ask('gateway', 'catalog', 1), serve('catalog', 2, { parent: 1 })]]);
    expect(seen.edges).toEqual(['gateway -> catalog http 1']);
    expect(seen.operations).toEqual(['catalog: GET /products 1']);
  });

  test.each([
    [
      'the client long before the server',
      [[ask('gateway', 'catalog', 1)], [], [], [], [serve('catalog', 2, { parent: 1 })]],
    ],
    [
      'the server long before the client',
      [[serve('catalog', 2, { parent: 1 })], [], [], [], [ask('gateway', 'catalog', 1)]],
    ],
    [
      'the server so long before the client that its own word was taken',
      [
        [serve('catalog', 2, { parent: 1, attributes: { 'network.peer.address': '10.0.0.4' } })],
        ...Array.from({ length: 8 }, () => []),
        [ask('gateway', 'catalog', 1)],
      ],
    ],
    [
      'every span twice',
      [
        [ask('gateway', 'catalog', 1), ask('gateway', 'catalog', 1)],
        [serve('catalog', 2, { parent: 1 }), serve('catalog', 2, { parent: 1 })],
      ],
    ],
  ])('a call counts once when there comes %s', (_, batches) => {
    expect(seenAfter(batches).edges).toEqual(['gateway -> catalog http 1']);
  });

  test('an alias that nobody declared is known by who answered', () => {
    const first = [ask('gateway', 'api.internal', 1), serve('catalog', 2, { parent: 1 })];
    const later = [ask('gateway', 'api.internal', 3)];
    expect(seenAfter([first, later]).edges).toEqual(['gateway -> catalog http 2']);
  });

  test('an address that nobody declared is known by who answered, for that call alone', () => {
    const first = [ask('gateway', '10.9.9.9', 1), serve('catalog', 2, { parent: 1 })];
    const later = [ask('gateway', '10.9.9.9', 3)];
    expect(seenAfter([first, later]).edges).toEqual([
      'gateway -> 10.9.9.9 http 1',
      'gateway -> catalog http 1',
    ]);
  });

  test('spans under another name than the declared one are no proxy', () => {
    const seen = seenAfter([[ask('gateway', 'catalog', 1), serve('catalogue-v2', 2, { parent: 1 })]]);
    expect(seen.edges).toEqual(['gateway -> catalog http 1']);
  });

  test('a failed answer is an error of the edge and of the operation', () => {
    const seen = seenAfter([
      [
        ask('gateway', 'catalog', 1, { attributes: { 'http.response.status_code': 503 } }),
        serve('catalog', 2, { parent: 1, error: true }),
      ],
    ]);
    expect(seen.edges).toEqual(['gateway -> catalog http 1 errors 1']);
    expect(seen.operations).toEqual(['catalog: GET /products 1 errors 1']);
  });

  test('internal spans and calls to oneself make no edge', () => {
    const inner: SpanSketch = {
      service: 'catalog',
      kind: 'internal',
      trace: 1,
      id: 7,
      attributes: { 'server.address': 'redis' },
    };
    expect(seenAfter([[inner, ask('catalog', 'catalog', 8)]]).edges).toEqual([]);
  });
});

describe('a proxy without spans of its own', () => {
  const throughNginx = (peer: Record<string, string> = {}) => [
    ask('loadgen', 'nginx:8080', 1),
    serve('gateway', 2, { parent: 1, attributes: peer }),
  ];

  test('stands between the client that asked it and the server that answered', () => {
    expect(seenAfter([throughNginx()]).edges).toEqual(['loadgen -> nginx http 1', 'nginx -> gateway http 1']);
  });

  test('is found by the server’s connection where the client used an alias', () => {
    const seen = seenAfter([
      [
        ask('loadgen', 'shop.test', 1),
        serve('gateway', 2, { parent: 1, attributes: { 'network.peer.address': '10.0.0.3' } }),
      ],
    ]);
    expect(seen.edges).toEqual(['loadgen -> nginx http 1', 'nginx -> gateway http 1']);
  });

  test('counts once although the two ends arrive seconds apart, behind the runner’s loopback', () => {
    const peer = { 'network.peer.address': '127.0.0.1', 'client.address': '10.0.0.2' };
    const [client, server] = throughNginx(peer);
    if (client === undefined || server === undefined) throw new Error('two spans');
    const expected = ['loadgen -> nginx http 1', 'nginx -> gateway http 1'];
    expect(seenAfter([[server], [], [], [], [client]]).edges).toEqual(expected);
    expect(seenAfter([[client], [], [], [], [server]]).edges).toEqual(expected);
  });

  test('is found for a request from outside by the server’s connection', () => {
    const seen = seenAfter([[serve('gateway', 2, { attributes: { 'network.peer.address': '10.0.0.3' } })]]);
    expect(seen.edges).toEqual(['nginx -> gateway http 1']);
  });

  test('is found before anybody said which services there are', () => {
    const seen = seenAfter([throughNginx()], {});
    expect(seenAfter([throughNginx()], undefined).edges).toEqual([
      'loadgen -> nginx http 1',
      'nginx -> gateway http 1',
    ]);
    expect(seen.edges).not.toContain('nginx -> gateway http 2');
  });
});

describe('stores and queues', () => {
  const store = (
    service: string,
    id: number,
    attributes: Record<string, string>,
    rest: Partial<SpanSketch> = {},
  ): SpanSketch => ({
    service,
    kind: 'client',
    trace: 1,
    id,
    ...rest,
    attributes,
  });

  test.each([
    ['a host with a port', { 'db.system.name': 'postgresql', 'server.address': 'postgres:5432' }],
    ['older attribute names', { 'db.system': 'postgresql', 'net.peer.name': 'postgres' }],
    ['an address', { 'db.system': 'postgresql', 'network.peer.address': '10.0.0.6' }],
    ['a name on a network', { 'db.system': 'postgresql', 'server.address': 'postgres.sim-shop_default' }],
    ['a container’s name', { 'db.system': 'postgresql', 'server.address': 'sim-shop-postgres-1' }],
    ['nothing but the system', { 'db.system.name': 'postgresql', 'db.namespace': 'shop' }],
  ])('a database is known by %s', (_, attributes) => {
    expect(seenAfter([[store('catalog', 1, attributes)]]).edges).toEqual(['catalog -> postgres sql 1']);
  });

  test('a database that is no service keeps its own name', () => {
    const seen = seenAfter([
      [
        store('catalog', 1, { 'db.system.name': 'mysql', 'db.namespace': 'legacy' }),
        store('catalog', 2, { 'db.system.name': 'mysql', 'server.address': 'db.example.com' }),
      ],
    ]);
    expect(seen.edges).toEqual(['catalog -> db.example.com sql 1', 'catalog -> mysql/legacy sql 1']);
  });

  test('nested client spans of one call count once, whichever comes first', () => {
    const outer = store('orders', 1, { 'db.system.name': 'postgresql' });
    const inner = store(
      'orders',
      2,
      { 'db.system.name': 'postgresql', 'server.address': 'postgres' },
      { parent: 1 },
    );
    for (const batches of [
      [[inner, outer]],
      [[outer, inner]],
      [[inner], [], [], [outer]],
      [[outer], [], [], [inner]],
    ]) {
      expect(seenAfter(batches).edges).toEqual(['orders -> postgres sql 1']);
    }
  });

  test('opening a connection is no request', () => {
    const dial = store(
      'catalog',
      1,
      { 'db.system': 'redis', 'server.address': 'redis' },
      { name: 'redis.dial' },
    );
    expect(seenAfter([[dial]]).edges).toEqual([]);
  });

  test('blocking reads count without a duration', () => {
    const attributes = { 'db.system': 'redis', 'server.address': 'redis' };
    const seen = seenAfter([
      [
        store('worker', 1, { ...attributes, 'db.statement': 'xreadgroup group g c block 5000 streams s >' }),
        store('worker', 2, attributes, { name: 'blpop' }),
        store('worker', 3, { ...attributes, 'db.statement': 'xread count 5 streams s 0' }),
        store('worker', 4, { ...attributes, 'db.statement': 'xack s g 1' }),
      ],
    ]);
    expect(seen.edges).toEqual(['worker -> redis redis 4 timed 2']);
  });

  test('a producer’s send and the store’s command that carries it are one request', () => {
    const messaging = { 'messaging.system': 'redis', 'messaging.destination.name': 'orders' };
    const send: SpanSketch = { service: 'orders', kind: 'producer', trace: 1, id: 1, attributes: messaging };
    const command = store(
      'orders',
      2,
      { 'db.system': 'redis', 'server.address': 'redis', 'db.statement': 'xadd orders' },
      { parent: 1 },
    );
    expect(seenAfter([[send]]).edges).toEqual(['orders -> redis messaging 1']);
    expect(seenAfter([[command, send]]).edges).toEqual(['orders -> redis redis 1']);
    expect(seenAfter([[{ ...command, parent: 77 }], [send]]).edges).toEqual(['orders -> redis redis 1']);
  });

  test('a consumer is joined to its broker once, by its polls where they have spans', () => {
    const process: SpanSketch = {
      service: 'worker',
      kind: 'consumer',
      trace: 2,
      id: 11,
      attributes: {
        'messaging.system': 'redis',
        'messaging.destination.name': 'orders',
        'messaging.operation.type': 'process',
      },
    };
    const poll = store(
      'worker',
      1,
      { 'db.system': 'redis', 'server.address': 'redis' },
      { name: 'xreadgroup' },
    );
    expect(seenAfter([[process]]).edges).toEqual(['worker -> redis messaging 1 timed 0']);
    const both = seenAfter([[poll, process]]);
    expect(both.edges).toEqual(['worker -> redis redis 1 timed 0']);
    expect(both.operations).toEqual(['worker: process orders 1']);
  });
});

test('addresses that change are believed at once', () => {
  const call = ask('gateway', '10.0.0.5', 1);
  expect(seenAfter([[call]]).edges).toEqual(['gateway -> catalog http 1']);
  expect(seenAfter([[call]], { ...shopAddresses, '10.0.0.5': 'orders' }).edges).toEqual([
    'gateway -> orders http 1',
  ]);
});
