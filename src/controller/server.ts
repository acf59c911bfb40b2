import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControllerIdentity, Secrets, WireError } from '../contract/controller.js';
import type { Traces } from '../contract/queries.js';
import type { Accepted, UpRequest, Wish } from '../contract/requests.js';
import { routes } from '../contract/routes.js';
import { upRequestSchema, wishSchema } from '../contract/schemas/requests.js';
import { wireOf } from '../contract/wire-error.js';
import { exitCodeOf, exitCodes, SimError } from '../errors.js';
import type { Queries } from '../queries/queries.js';
import type { SnapshotSource } from '../state/core/store.js';
import { streamLogs } from './answer-logs.js';
import type { Door } from './door.js';
import { pickViews, viewNamesOf } from './pick-views.js';
import { ignoredFields, logQueryOf, parse, readJson, traceQueryOf, urlOf } from './read-request.js';
import { streamViews } from './stream-views.js';
import { trafficDocument, trafficQueryOf } from './traffic.js';
import { type StoreViews, viewsOfStore } from './views-source.js';
import { explain } from './why.js';

export interface ApiOptions {
  readonly door: Door;
  readonly source: SnapshotSource;
  readonly queries: Queries;
  readonly controller: ControllerIdentity;
  /** The passwords and keys of each service; empty before the first declaration. */
  readonly secrets: () => Secrets;
  readonly up: (request: UpRequest) => Promise<void>;
  /** Asks the engine about every container; resolves when the store knows the answers. */
  readonly look: () => Promise<void>;
  readonly wish: (wish: Wish) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onBug: (error: unknown) => void;
}

/** Serves the controller's API on its door, until the result is disposed of. */
export function serveApi(options: ApiOptions): AsyncDisposable {
  const closing = new AbortController();
  const views = viewsOfStore(options.source);
  options.door.answerBy((request, response) => {
    void answer(options, views, { request, response, closing: closing.signal }).catch((error: unknown) =>
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

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the API closes. */
  readonly closing: AbortSignal;
}

async function answer(
  options: ApiOptions,
  views: StoreViews,
  { request, response, closing }: Call,
): Promise<void> {
  const { pathname, searchParams: search } = urlOf(request);
  const route = `${request.method} ${pathname}`;
  const left = abortOnClose(response);
  const signal = AbortSignal.any([left, closing]);
  switch (route) {
    case `GET ${routes.controller}`:
      return json(response, options.controller);
    case `GET ${routes.views}`: {
      const pick = pickViews(viewNamesOf(search));
      if (search.get('follow') !== 'true') return json(response, pick(views.current));
      return streamViews(views, pick, response, { signal: left, closing });
    }
    case `GET ${routes.why}`: {
      const { source, queries } = options;
      const asked = { current: () => source.current, queries };
      const service = search.get('service') ?? '';
      const why = await explain(asked, service, { now: options.now(), signal });
      return why === undefined ? missing(response, `no service '${service}'`) : json(response, why);
    }
    case `GET ${routes.secrets}`:
      return json(response, options.secrets());
    case `POST ${routes.up}`: {
      const given = await readJson(request);
      const understood = parse(upRequestSchema, given);
      await options.up(understood);
      return json(response, { ignored: ignoredFields(given, understood) } satisfies Accepted);
    }
    case `POST ${routes.look}`:
      await options.look();
      return json(response, views.current);
    case `POST ${routes.wishes}`:
      options.wish(parse(wishSchema, await readJson(request)));
      return json(response, { ignored: [] } satisfies Accepted);
    case `GET ${routes.logs}`:
      return streamLogs(options.queries, logQueryOf(search), response, signal);
    case `GET ${routes.traces}`: {
      const items = await options.queries.traces(traceQueryOf(search));
      return json(response, { schema: 1, items, source: 'live', warnings: [] } satisfies Traces);
    }
    case `GET ${routes.traffic}`:
      return json(response, trafficDocument(await options.queries.traffic(trafficQueryOf(search))));
    default:
      if (request.method === 'GET' && pathname.startsWith(`${routes.traces}/`)) {
        const trace = await options.queries.trace(pathname.slice(routes.traces.length + 1));
        return trace === undefined
          ? missing(response, 'no such trace')
          : json(response, { schema: 1, ...trace });
      }
      missing(response, `no ${route} here`);
  }
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function missing(response: ServerResponse, message: string): void {
  json(response, { code: 'failed', message } satisfies WireError, 404);
}

function fail(options: ApiOptions, response: ServerResponse, error: unknown): void {
  if (!(error instanceof SimError)) options.onBug(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  json(response, wireOf(error), exitCodeOf(error) === exitCodes.usage ? 400 : 500);
}

function abortOnClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // A client that waited for the first answerer may have left by now.
  if (response.destroyed) controller.abort();
  response.once('close', () => controller.abort());
  return controller.signal;
}
