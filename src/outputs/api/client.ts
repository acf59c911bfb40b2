import type { IncomingMessage } from 'node:http';
import { applyDelta, type Delta } from '../../contract/delta.js';
import type { SecretsByService } from '../../environment/secrets.js';
import { messageOf, SimError } from '../../errors.js';
import type { Queries, Trace, TraceSummary } from '../../queries/queries.js';
import type { Wish } from '../../state/core/event.js';
import type { Snapshot } from '../../state/core/snapshot.js';
import type { LiveEnvironment } from '../../state/core/store.js';
import { http } from './http.js';
import { type ControllerIdentity, paths, type UpRequest, type WireError } from './protocol.js';
import { readJsonLines, readServerSentEvents } from './streams.js';
import { fromWire } from './wire-error.js';

/** Talks to the controller of one environment over its Unix socket. */
export class ControllerClient implements Pick<Queries, 'traces' | 'trace' | 'logs'> {
  constructor(readonly socket: string) {}

  /** Throws SimError `controller-unreachable` where nobody listens. */
  snapshot(signal?: AbortSignal): Promise<Snapshot> {
    return this.#get(paths.snapshot, signal);
  }

  /** Every version answers this one; older ones without all of it. */
  controller(signal?: AbortSignal): Promise<Partial<ControllerIdentity>> {
    return this.#get(paths.controller, signal);
  }

  secrets(): Promise<SecretsByService> {
    return this.#get(paths.secrets);
  }

  async up(body: UpRequest): Promise<void> {
    await readBody(await this.#call('POST', paths.up, body));
  }

  /** Has the engine asked about every container, and gives what is true then. */
  async look(signal?: AbortSignal): Promise<Snapshot> {
    // The controller is of our own version: it wrote this.
    return JSON.parse(
      await readBody(await this.#call('POST', paths.look, undefined, [], signal)),
    ) as Snapshot;
  }

  async wish(wish: Wish, signal?: AbortSignal): Promise<void> {
    await readBody(await this.#call('POST', paths.wishes, wish, [], signal));
  }

  /** Resolves when nobody answers any more. */
  async end(signal: AbortSignal): Promise<void> {
    const gone = Promise.withResolvers<void>();
    const leaving = new AbortController();
    const left = AbortSignal.any([signal, leaving.signal]);
    signal.addEventListener('abort', () => gone.resolve(), { once: true });
    await this.live(() => gone.resolve(), left).catch(() => gone.resolve());
    await gone.promise;
    leaving.abort();
  }

  traces: Queries['traces'] = (query) => {
    const search = new URLSearchParams({ limit: String(query.limit), errors: String(query.errorsOnly) });
    if (query.service !== undefined) search.set('service', query.service);
    return this.#get<readonly TraceSummary[]>(`${paths.traces}?${search}`);
  };

  trace: Queries['trace'] = async (traceId) => {
    const response = await this.#call(
      'GET',
      `${paths.traces}/${encodeURIComponent(traceId)}`,
      undefined,
      [404],
    );
    const text = await readBody(response);
    return response.statusCode === 404 ? undefined : (JSON.parse(text) as Trace);
  };

  async *logs(
    query: Parameters<Queries['logs']>[0],
    signal: AbortSignal,
  ): ReturnType<Queries['logs']> & AsyncGenerator {
    const search = new URLSearchParams({ tail: String(query.tail), follow: String(query.follow) });
    if (query.since !== undefined) search.set('since', String(query.since));
    for (const service of query.services ?? []) search.append('service', service);
    const response = await this.#call('GET', `${paths.logs}?${search}`, undefined, [], signal);
    yield* readJsonLines(response, signal);
  }

  /** A live copy of the Snapshot; `onLost` is called once when the controller is gone. */
  async live(onLost: (error: unknown) => void, signal: AbortSignal): Promise<LiveEnvironment> {
    const response = await this.#call('GET', paths.changes, undefined, [], signal);
    const events = readServerSentEvents(response, signal);
    const first = await events.next();
    if (first.done === true) throw unreachable(undefined);
    // The controller is of our own version: it wrote this.
    let current = first.value.data as Snapshot;
    const listeners = new Set<() => void>();
    const follow = async () => {
      for await (const { data } of events) {
        current = applyDelta(current, data as Delta) as Snapshot;
        for (const listener of [...listeners]) listener();
      }
      if (!signal.aborted) onLost(unreachable(undefined));
    };
    void follow().catch((error: unknown) => {
      if (!signal.aborted) onLost(error instanceof SimError ? error : unreachable(error));
    });
    return {
      get current() {
        return current;
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      request: (wish) => void this.wish(wish).catch(onLost),
    };
  }

  async #get<T>(path: string, signal?: AbortSignal): Promise<T> {
    // The controller is of our own version: its answers have the shapes it was compiled with.
    return JSON.parse(await readBody(await this.#call('GET', path, undefined, [], signal))) as T;
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
