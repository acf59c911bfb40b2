import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ControllerClient } from '../../src/contract/client.js';
import type { LogLine, LogRemark, TrafficQuery } from '../../src/contract/queries.js';
import type { UpRequest, Wish } from '../../src/contract/requests.js';
import { openDoor } from '../../src/controller/door.js';
import { serveApi } from '../../src/controller/server.js';
import { SimError } from '../../src/errors.js';
import type { Queries } from '../../src/queries/queries.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import { createStore } from '../../src/state/core/store.js';
import { viewsOf } from '../../src/state/core/views.js';
import { doorPlace } from '../fakes/door-place.js';
import { definition, environment } from '../fakes/environment.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-api-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lines: readonly LogLine[] = [
  { at: '1970-01-01T00:00:00.001000Z', service: 'web', stream: 'stdout', text: 'one' },
  { at: '1970-01-01T00:00:00.002500Z', service: 'web', stream: 'stderr', text: 'two' },
];

const queries: Queries = {
  async *logs({ services }) {
    yield { at: 1, service: 'web', stream: 'stdout', text: 'one' };
    yield { at: 2.5, service: 'web', stream: 'stderr', text: 'two' };
    if (services?.includes('lost')) throw new SimError('engine-lost', 'the engine does not answer');
  },
  traces: async () => [],
  trace: async () => undefined,
  // What was understood of the question comes back with the answer.
  traffic: async (query) => ({ items: [], source: 'live', warnings: [JSON.stringify(query)] }),
};

async function serve() {
  const store = createStore(reduce, emptySnapshot(0));
  const wishes: Wish[] = [];
  const socket = join(folder, 'api.sock');
  const bugs: unknown[] = [];
  const api = serveApi({
    door: await openDoor(doorPlace(socket)),
    source: store,
    queries,
    controller: { pid: 1, version: '0', startedAt: 0, protocol: 'test' },
    secrets: () => ({ db: [{ name: 'DB_PASSWORD', value: 'hidden' }] }),
    up: async (request) => {
      if (request.stacks.includes('nowhere')) {
        throw new SimError('usage', "no stack 'nowhere'", {
          hint: 'there are app and redis',
          detail: 'line',
        });
      }
      store.dispatch({ kind: 'environment.declared', at: 1, environment: environment([definition('web')]) });
    },
    look: () => Promise.resolve(),
    now: () => 0,
    wish: (wish) => wishes.push(wish),
    onBug: (bug) => bugs.push(bug),
  });
  return { store, wishes, socket, api, bugs, client: new ControllerClient(socket) };
}

const upRequest: UpRequest = { stacks: ['app'], cwd: '/src', profiles: [], images: 'auto', watch: true };

test('only its owner can open the socket', async () => {
  const { socket, api } = await serve();
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
  await api[Symbol.asyncDispose]();
});

test('a subscriber sees the views and then every change, as the controller sees it', async () => {
  const { store, api, client } = await serve();
  const ended = new AbortController();
  const live = await client.live(() => undefined, ended.signal);
  expect(live.current.environment.name).toBe('');
  const changed = new Promise<void>((resolve) => {
    live.subscribe(() => live.current.environment.engine.state === 'connected' && resolve());
  });
  await client.up({ ...upRequest, stacks: ['app'] });
  store.dispatch({ kind: 'engine.connected', at: 2, version: '26' });
  await changed;
  // Only the number of the change is the stream's own.
  const { revision } = live.current;
  expect(live.current).toEqual(JSON.parse(JSON.stringify({ ...viewsOf(store.current), revision })));
  ended.abort();
  await api[Symbol.asyncDispose]();
});

test('an error keeps its code, its hint and its detail on the way', async () => {
  const { api, client } = await serve();
  await expect(client.up({ ...upRequest, stacks: ['nowhere'] })).rejects.toMatchObject({
    code: 'usage',
    message: "no stack 'nowhere'",
    hint: 'there are app and redis',
    detail: 'line',
  });
  await api[Symbol.asyncDispose]();
});

test('a wish that does not fit is refused and none is passed on', async () => {
  const { api, client, wishes, bugs } = await serve();
  await client.wish({ kind: 'stop.requested', service: 'web' });
  await expect(client.wish({ kind: 'stop.requested', service: '../x y' })).rejects.toMatchObject({
    code: 'usage',
  });
  // No client asks for it in this way.
  const none = { kind: 'up.requested' } as unknown as Wish;
  await expect(client.wish(none)).rejects.toMatchObject({ code: 'usage' });
  expect(wishes).toEqual([{ kind: 'stop.requested', service: 'web' }]);
  expect(bugs).toEqual([]);
  await api[Symbol.asyncDispose]();
});

test.each([
  '/v1/logs?tail=1.5',
  '/v1/logs?tail=many',
  '/v1/logs?since=1e300',
  '/v1/logs?since=',
  '/v1/traces?limit=-1',
  '/v1/traffic?from=0&to=1&caller=web',
  '/v1/traffic?from=0&to=1&by=operation',
  '/v1/traffic?from=0&to=1&service=web&by=hour',
  '/v1/traffic?from=0&to=1&service=web&caller=web&callee=db',
])('%s is refused: it would be answered as if something else was asked', async (path) => {
  const { api, socket } = await serve();
  const [answer] = await once(get({ socketPath: socket, path }), 'response');
  answer.resume();
  expect(answer.statusCode).toBe(400);
  await api[Symbol.asyncDispose]();
});

test('a wish may be about any name that Compose lets a service have', async () => {
  const { api, client, wishes } = await serve();
  for (const service of ['_x', '.y', '-z']) await client.wish({ kind: 'stop.requested', service });
  expect(wishes.map((wish) => 'service' in wish && wish.service)).toEqual(['_x', '.y', '-z']);
  await api[Symbol.asyncDispose]();
});

test("a request that is none is its client's fault, and no bug of the controller", async () => {
  const { api, socket, bugs, wishes } = await serve();
  const [status] = await once(get({ socketPath: socket, path: '////' }), 'response');
  expect(status.statusCode).toBe(400);
  const half = connect(socket);
  half.write('POST /v1/wishes HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"kind"');
  await once(half, 'connect');
  half.destroy();
  await api[Symbol.asyncDispose]();
  expect([bugs, wishes]).toEqual([[], []]);
});

test('log lines arrive as they were sent', async () => {
  const { api, client } = await serve();
  const got: (LogLine | LogRemark)[] = [];
  const query = { services: undefined, tail: 10, since: undefined, follow: false };
  for await (const line of client.logs(query, new AbortController().signal)) got.push(line);
  expect(got).toEqual(lines);
  await api[Symbol.asyncDispose]();
});

test('why logs end before their time is heard by whoever reads them', async () => {
  const { api, client, bugs } = await serve();
  const query = { services: ['lost'], tail: 10, since: undefined, follow: true };
  const got: unknown[] = [];
  const reading = async () => {
    for await (const line of client.logs(query, new AbortController().signal)) got.push(line);
  };
  await expect(reading()).rejects.toMatchObject({
    code: 'engine-lost',
    message: 'the engine does not answer',
  });
  expect(got).toEqual(lines);
  expect(bugs).toEqual([]);
  await api[Symbol.asyncDispose]();
});

test('a wish that is refused ends no view: what it was about may have gone a moment ago', async () => {
  const { store, api, client, wishes } = await serve();
  const ended = new AbortController();
  const lost: unknown[] = [];
  const live = await client.live((error) => lost.push(error), ended.signal);
  live.request({ kind: 'scale.requested', service: 'web', replicas: -1 });
  live.request({ kind: 'restart.requested', service: 'web' });
  const changed = new Promise<void>((resolve) => {
    live.subscribe(() => live.current.environment.engine.state === 'connected' && resolve());
  });
  await expect.poll(() => wishes).toEqual([{ kind: 'restart.requested', service: 'web' }]);
  await expect(client.wish({ kind: 'scale.requested', service: 'web', replicas: -1 })).rejects.toMatchObject({
    code: 'usage',
  });
  store.dispatch({ kind: 'engine.connected', at: 2, version: '26' });
  await changed;
  expect(lost).toEqual([]);
  ended.abort();
  await api[Symbol.asyncDispose]();
});

test('a controller that is gone is named as such', async () => {
  const { api, client } = await serve();
  const lost = Promise.withResolvers<unknown>();
  await client.live(lost.resolve, new AbortController().signal);
  await api[Symbol.asyncDispose]();
  expect(await lost.promise).toMatchObject({ code: 'controller-unreachable' });
  await expect(client.views(['status'])).rejects.toMatchObject({ code: 'controller-unreachable' });
});

test.each<[TrafficQuery['of'], object | undefined]>([
  [undefined, undefined],
  [{ service: 'web' }, { kind: 'service', service: 'web' }],
  [
    { service: 'web', by: 'operation' },
    { kind: 'operations', service: 'web' },
  ],
  [
    { service: 'web', operation: 'GET /things/{id}?a=b&c' },
    { kind: 'operation', service: 'web', operation: 'GET /things/{id}?a=b&c' },
  ],
  [
    { caller: 'web', callee: 'api.example.org' },
    { kind: 'edge', from: 'web', to: 'api.example.org' },
  ],
])('a question about the traffic of %o is understood', async (of, subject) => {
  const { api, client } = await serve();
  const range = { from: 1_790_000_000_000, to: 1_790_000_060_000.5 };
  const understood = async (stepMs: number | undefined) =>
    JSON.parse((await client.traffic({ ...range, stepMs, of })).warnings[0] ?? '');
  expect(await understood(10_000)).toEqual({ ...range, stepMs: 10_000, ...(subject && { subject }) });
  expect(await understood(undefined)).toEqual({ ...range, ...(subject && { subject }) });
  await api[Symbol.asyncDispose]();
});
