import type { IncomingMessage } from 'node:http';
import { messageOf, SimError } from '../errors.js';
import type { ControllerIdentity, Secrets, WireError } from './controller.js';
import { http } from './http.js';
import type { LiveViews } from './live.js';
import { LiveCopy } from './live-copy.js';
import type { Trace, Traces, Traffic, TrafficQuery, ViewQueries } from './queries.js';
import type { Accepted, UpRequest, Wish } from './requests.js';
import { routes } from './routes.js';
import { readLogLines, readServerSentEvents } from './streams.js';
import type { ViewName, Views, WhyView } from './views.js';
import { fromWire } from './wire-error.js';

/**
 * Talks to the controller of one environment over its Unix socket (`socket`: its absolute path). Every method rejects with SimError
 * `controller-unreachable` where no controller listens, and with the controller's own SimError where it refuses. Where `signal` aborts,
 * the call rejects with an AbortError; what the controller has begun goes on.
 */
export class ControllerClient implements ViewQueries {
  constructor(readonly socket: string) {}

  /** What the controller says of itself. Every version of Sim answers this path; an older one may leave fields out. */
  controller(signal?: AbortSignal): Promise<Partial<ControllerIdentity>> {
    return this.#get(routes.controller, signal);
  }

  /** The named views as they are now. */
  views<Name extends ViewName>(
    only: readonly Name[],
    signal?: AbortSignal,
  ): Promise<Pick<Views, Name | 'schema' | 'revision'>> {
    return this.#get(`${routes.views}?only=${only.join(',')}`, signal);
  }

  /** The chain of causes of a service's state; `undefined` where there is no such service. */
  async why(service: string, signal?: AbortSignal): Promise<WhyView | undefined> {
    const path = `${routes.why}?${new URLSearchParams({ service })}`;
    return this.#find(await this.#call('GET', path, undefined, [404], signal));
  }

  /** The passwords and keys of all services, which every other answer hides. */
  secrets(): Promise<Secrets> {
    return this.#get(routes.secrets);
  }

  /** Asks for an `up`. Resolves when its files are read and what they declare is wanted, before anything of it runs. */
  async up(body: UpRequest): Promise<Accepted> {
    return JSON.parse(await readBody(await this.#call('POST', routes.up, body)));
  }

  /** Has the controller ask the engine about every container; resolves with the views after that. */
  async look(signal?: AbortSignal): Promise<Views> {
    return JSON.parse(await readBody(await this.#call('POST', routes.look, undefined, [], signal)));
  }

  /** Sends a wish. Resolves when the controller has taken it; what comes of it is seen in the views. */
  async wish(wish: Wish, signal?: AbortSignal): Promise<void> {
    await readBody(await this.#call('POST', routes.wishes, wish, [], signal));
  }

  /** Resolves when the controller has ended, or `signal` aborts. Never rejects. */
  async end(signal: AbortSignal): Promise<void> {
    const gone = Promise.withResolvers<void>();
    const leaving = new AbortController();
    const left = AbortSignal.any([signal, leaving.signal]);
    signal.addEventListener('abort', () => gone.resolve(), { once: true });
    await this.live(() => gone.resolve(), left).catch(() => gone.resolve());
    await gone.promise;
    leaving.abort();
  }

  traces: ViewQueries['traces'] = async (query) => {
    const search = new URLSearchParams({ limit: String(query.limit), errors: String(query.errorsOnly) });
    if (query.service !== undefined) search.set('service', query.service);
    return (await this.#get<Traces>(`${routes.traces}?${search}`)).items;
  };

  trace: ViewQueries['trace'] = async (traceId) => {
    const path = `${routes.traces}/${encodeURIComponent(traceId)}`;
    return this.#find<Trace>(await this.#call('GET', path, undefined, [404]));
  };

  /** What was counted in a range of time. Rejects with SimError `usage` where `from` and `to` are no range. */
  traffic({ from, to, stepMs, of }: TrafficQuery, signal?: AbortSignal): Promise<Traffic> {
    const search = new URLSearchParams({ from: String(from), to: String(to), ...of });
    if (stepMs !== undefined) search.set('step', String(stepMs));
    return this.#get(`${routes.traffic}?${search}`, signal);
  }

  /** Log lines in the order in which the controller sends them; ends when `signal` aborts. */
  async *logs(
    query: Parameters<ViewQueries['logs']>[0],
    signal: AbortSignal,
  ): ReturnType<ViewQueries['logs']> & AsyncGenerator {
    const search = new URLSearchParams({ tail: String(query.tail), follow: String(query.follow) });
    if (query.since !== undefined) search.set('since', String(query.since));
    for (const service of query.services ?? []) search.append('service', service);
    const response = await this.#call('GET', `${routes.logs}?${search}`, undefined, [], signal);
    yield* readLogLines(response, signal);
  }

  /**
   * Follows the views until `signal` aborts. Resolves with the first ones; the result changes with the controller's. `onLost` is called
   * when the controller has gone or a wish could not be sent; not where it refuses one.
   */
  async live(onLost: (error: unknown) => void, signal: AbortSignal): Promise<LiveViews> {
    const response = await this.#call('GET', `${routes.views}?follow=true`, undefined, [], signal);
    const events = readServerSentEvents(response, signal);
    const send = (wish: Wish) =>
      this.wish(wish).catch((error: unknown) => {
        // What it was about has just gone, which the views show; the controller is there.
        if (!(error instanceof SimError && error.code === 'usage')) onLost(error);
      });
    const copy = new LiveCopy((wish) => void send(wish));
    for (;;) {
      const first = await events.next();
      if (first.done === true) throw unreachable(undefined);
      if (copy.take(first.value)) break;
    }
    const follow = async () => {
      for await (const event of events) copy.take(event);
      if (!signal.aborted) onLost(unreachable(undefined));
    };
    void follow().catch((error: unknown) => {
      if (!signal.aborted) onLost(error instanceof SimError ? error : unreachable(error));
    });
    return copy;
  }

  async #get<T>(path: string, signal?: AbortSignal): Promise<T> {
    // The contract says what each path answers.
    return JSON.parse(await readBody(await this.#call('GET', path, undefined, [], signal))) as T;
  }

  async #find<T>(response: IncomingMessage): Promise<T | undefined> {
    const text = await readBody(response);
    return response.statusCode === 404 ? undefined : (JSON.parse(text) as T);
  }

  async #call(
    method: string,
    path: string,
    body?: unknown,
    accepted: readonly number[] = [],
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = http.request(
        { socketPath: this.socket, method, path, ...(signal === undefined ? {} : { signal }) },
        resolve,
      );
      call.once('error', (error) => reject(signal?.aborted ? error : unreachable(error)));
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
    const status = response.statusCode ?? 0;
    if (status < 300 || accepted.includes(status)) return response;
    throw errorOf(await readBody(response));
  }
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function errorOf(text: string): SimError {
  try {
    return fromWire(JSON.parse(text) as WireError);
  } catch (error) {
    return new SimError('failed', `the controller answered what is no JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function unreachable(cause: unknown): SimError {
  return new SimError('controller-unreachable', 'the controller of the environment does not answer', {
    hint: 'the same bin/sim up as before starts it again; containers that run are adopted',
    cause,
  });
}
