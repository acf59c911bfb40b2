import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractVersion, routes } from '../../src/contract/routes.js';
import { openDoor } from '../../src/controller/door.js';
import { serveApi } from '../../src/controller/server.js';
import { reduce } from '../../src/state/core/reduce.js';
import { createStore, type Store } from '../../src/state/core/store.js';
import { doorPlace } from '../fakes/door-place.js';
import { noon } from '../outputs/tui/shop-story.js';
import { type Moment, queries, snapshotAt } from './scenario.js';

/** A controller that stands at a moment of the scenario. */
export interface Served extends AsyncDisposable {
  readonly socket: string;
  readonly store: Store;
}

export async function serveMoment(moment: Moment): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-contract-'));
  const socket = join(folder, 'api.sock');
  const store = createStore(reduce, snapshotAt(moment));
  const api = serveApi({
    door: await openDoor(doorPlace(socket)),
    source: store,
    queries,
    controller: { pid: 1, version: '0.1.0', startedAt: noon, protocol: contractVersion },
    secrets: () => ({ postgres: [{ name: 'POSTGRES_PASSWORD', value: 'hidden' }] }),
    up: async () => undefined,
    look: async () => undefined,
    wish: () => undefined,
    now: () => noon,
    onBug: (error) => {
      throw error;
    },
  });
  return {
    socket,
    store,
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The body of an answer, as it came. */
export function ask(socketPath: string, path: string, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, method: body === undefined ? 'GET' : 'POST' }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** What the controller answers at a moment, by the names of the schemas. */
export async function answersAt(moment: Moment): Promise<Readonly<Record<string, unknown>>> {
  await using served = await serveMoment(moment);
  const get = async (path: string): Promise<unknown> => JSON.parse(await ask(served.socket, path));
  const lines = (await ask(served.socket, routes.logs)).trim().split('\n');
  const views = JSON.parse(await ask(served.socket, routes.views));
  return {
    ...views,
    views,
    why: await get(`${routes.why}?service=catalog`),
    logs: lines.map((line): unknown => JSON.parse(line)),
    traces: await get(routes.traces),
    trace: await get(`${routes.traces}/5b8efff798038103d269b633813fc60c`),
    traffic: await get(`${routes.traffic}?from=${noon}&to=${noon + 60_000}`),
    secrets: await get(routes.secrets),
    controller: await get(routes.controller),
    error: await get(`${routes.views}?only=nothing`),
    accepted: JSON.parse(
      await ask(served.socket, routes.wishes, { kind: 'stop.requested', service: 'redis' }),
    ),
  };
}
