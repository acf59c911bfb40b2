import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Views } from '../../src/contract/views.js';
import { firstDocument } from './first-version.js';

/** A controller of another version, as far as its views go: what it says is played, not derived. */
export interface Played extends AsyncDisposable {
  readonly socket: string;
  /** Sends an event of the stream to everybody who listens. */
  send(event: string, data: unknown): void;
}

export async function play(views: unknown): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-played-'));
  const socket = join(folder, 'api.sock');
  const listening = new Set<ServerResponse>();
  const write = (response: ServerResponse, event: string, data: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const server = createServer((request, response) => {
    if (request.url !== '/v1/views?follow=true') return response.end(JSON.stringify(views));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    listening.add(response);
    return write(response, 'view', views);
  });
  await new Promise<void>((done) => server.listen(socket, done));
  return {
    socket,
    send: (event, data) => {
      for (const response of listening) write(response, event, data);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a controller of the first version shows while there is trouble. */
export function firstViews(): Views {
  // It was written by the first version, which the types of today describe.
  return firstDocument('trouble-views.json') as Views;
}

/** The same as a later version might say it: fields more wherever there are any, words that nobody knows, a view more. */
export function laterViews(): Views {
  const views = firstViews();
  const [first, ...others] = views.status.services;
  const entry = views.story.entries.at(-1);
  if (first === undefined || entry === undefined) throw new Error('nothing is shown');
  const later = {
    ...views,
    status: {
      ...views.status,
      agent: 'resting',
      services: [
        { ...first, state: 'hibernating', kind: 'oracle', health: 'fine', cause: 'it is winter' },
        ...others,
      ],
    },
    story: {
      ...views.story,
      entries: [
        ...views.story.entries,
        { ...entry, number: entry.number + 1, text: 'snow falls', level: 'cold' },
      ],
    },
    faults: { schema: 1, faults: [] },
  };
  return withFields(later) as Views;
}

function withFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFields);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, inner]) => [key, withFields(inner)] as const);
  return {
    ...Object.fromEntries(fields),
    ...('name' in value || 'schema' in value ? { later: { by: 'version 9' } } : {}),
  };
}
