import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SecretsByService } from '../../environment/secrets.js';
import { messageOf, SimError } from '../../errors.js';
import type { LogQuery, Queries } from '../../queries/queries.js';
import type { Wish } from '../../state/core/event.js';
import type { SnapshotSource } from '../../state/core/store.js';
import { streamChanges } from './changes.js';
import type { Door } from './door.js';
import { type ControllerIdentity, type LogsEnd, paths, type UpRequest, type WireError } from './protocol.js';
import { upRequestSchema, wishSchema } from './requests.js';
import { wireOf } from './wire-error.js';

export interface ApiOptions {
  readonly door: Door;
  readonly source: SnapshotSource;
  readonly queries: Queries;
  readonly controller: ControllerIdentity;
  /** By service: what is hidden in all other answers. Empty before anything was declared. */
  readonly secrets: () => SecretsByService;
  readonly up: (request: UpRequest) => Promise<void>;
  /** Asks the engine about every container, and tells of it. */
  readonly look: () => Promise<void>;
  readonly wish: (wish: Wish) => void;
  readonly onBug: (error: unknown) => void;
}

// Linux lets a process have about 2 MB of variables; an `up` brings its own along.
const largestBody = 4_194_304;

/** The controller's API behind its door, which closes with it. */
export function serveApi(options: ApiOptions): AsyncDisposable {
  const closing = new AbortController();
  options.door.answerBy((request, response) => {
    void answer(options, request, response, closing.signal).catch((error: unknown) =>
      fail(options, response, error),
    );
  });
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await options.door[Symbol.asyncDispose]();
    },
  };
}

async function answer(
  options: ApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://controller');
  const route = `${request.method} ${url.pathname}`;
  const signal = AbortSignal.any([abortOnClose(response), closing]);
  switch (route) {
    case `GET ${paths.controller}`:
      return json(response, options.controller);
    case `GET ${paths.snapshot}`:
      return json(response, options.source.current);
    case `GET ${paths.secrets}`:
      return json(response, options.secrets());
    case `GET ${paths.changes}`:
      return streamChanges(options.source, response, abortOnClose(response), closing);
    case `POST ${paths.up}`:
      await options.up(parse(upRequestSchema, await readJson(request)));
      return json(response, {});
    case `POST ${paths.look}`:
      await options.look();
      return json(response, options.source.current);
    case `POST ${paths.wishes}`:
      options.wish(parse(wishSchema, await readJson(request)));
      return json(response, {});
    case `GET ${paths.logs}`:
      return streamLogs(options.queries, logQueryOf(url.searchParams), response, signal);
    case `GET ${paths.traces}`:
      return json(
        response,
        await options.queries.traces({
          service: url.searchParams.get('service') ?? undefined,
          errorsOnly: url.searchParams.get('errors') === 'true',
          limit: Math.min(numberOf(url.searchParams.get('limit')) ?? 50, 1000),
        }),
      );
    default:
      if (request.method === 'GET' && url.pathname.startsWith(`${paths.traces}/`)) {
        const trace = await options.queries.trace(url.pathname.slice(paths.traces.length + 1));
        return trace === undefined
          ? json(response, { code: 'failed', message: 'no such trace' }, 404)
          : json(response, trace);
      }
      json(response, { code: 'failed', message: `no ${route} here` } satisfies WireError, 404);
  }
}

async function streamLogs(
  queries: Queries,
  query: LogQuery,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', connection: 'close' });
  response.flushHeaders();
  try {
    for await (const line of queries.logs(query, signal)) {
      const room = response.write(`${JSON.stringify(line)}\n`);
      if (!room) await drained(response, signal);
      if (signal.aborted) return;
    }
  } catch (error) {
    if (!(error instanceof SimError)) throw error;
    // The answer has begun: why it ends here is its last line.
    response.write(`${JSON.stringify({ error: wireOf(error) } satisfies LogsEnd)}\n`);
  }
  response.end();
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function logQueryOf(search: URLSearchParams): LogQuery {
  const services = search.getAll('service');
  return {
    services: services.length === 0 ? undefined : services,
    tail: numberOf(search.get('tail')) ?? 100,
    since: numberOf(search.get('since')),
    follow: search.get('follow') === 'true',
  };
}

function numberOf(text: string | null): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new SimError('usage', `a request may have ${largestBody} bytes at most`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new SimError('usage', `the request is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SimError('usage', `the request does not fit: ${z.prettifyError(result.error)}`);
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function fail(options: ApiOptions, response: ServerResponse, error: unknown): void {
  if (!(error instanceof SimError)) options.onBug(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  json(response, wireOf(error), error instanceof SimError && error.code === 'usage' ? 400 : 500);
}

function abortOnClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // Whoever came before anybody could answer may have left.
  if (response.destroyed) controller.abort();
  response.once('close', () => controller.abort());
  return controller.signal;
}
