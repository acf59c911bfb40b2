import type { ServerResponse } from 'node:http';
import type { LogLine as LineDocument, LogQuery, LogsEnd } from '../contract/queries.js';
import { wireOf } from '../contract/wire-error.js';
import { SimError } from '../errors.js';
import type { LogLine, Queries } from '../queries/queries.js';

/** Sends log lines, one JSON value per line, until they end or the client has gone. */
export async function streamLogs(
  queries: Pick<Queries, 'logs'>,
  query: LogQuery,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', connection: 'close' });
  response.flushHeaders();
  try {
    for await (const line of queries.logs(query, signal)) {
      const told = 'remark' in line ? line : lineDocument(line);
      const room = response.write(`${JSON.stringify(told)}\n`);
      if (!room) await drained(response, signal);
      if (signal.aborted) return;
    }
  } catch (error) {
    if (!(error instanceof SimError)) throw error;
    // The status has been sent, so an error is the last line of the body.
    response.write(`${JSON.stringify({ error: wireOf(error) } satisfies LogsEnd)}\n`);
  }
  response.end();
}

/** A line as the contract has it; its time has microseconds, because several lines may come within a millisecond. */
function lineDocument(line: LogLine): LineDocument {
  const micros = Math.floor((line.at % 1) * 1000);
  return { ...line, at: new Date(line.at).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`) };
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      response.off('drain', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    response.once('drain', end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
