import type { Readable } from 'node:stream';
import type { LogLine, LogRemark } from '../../queries/queries.js';
import type { LogsEnd } from './protocol.js';
import { fromWire } from './wire-error.js';

async function* splitBy(stream: Readable, separator: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let partial = '';
  try {
    for await (const chunk of stream) {
      const parts = (partial + decoder.decode(chunk, { stream: true })).split(separator);
      partial = parts.pop() ?? '';
      yield* parts;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** One JSON value per line. */
export async function* readJsonLines(
  stream: Readable,
  signal: AbortSignal,
): AsyncGenerator<LogLine | LogRemark> {
  for await (const line of splitBy(stream, '\n', signal)) {
    if (line === '') continue;
    // Written by our own server, from these very types.
    const told = JSON.parse(line) as LogLine | LogRemark | LogsEnd;
    if ('error' in told) throw fromWire(told.error);
    yield told;
  }
}

/** Server-sent events with JSON as data, one line each, as `streamChanges` writes them. */
export async function* readServerSentEvents(
  stream: Readable,
  signal: AbortSignal,
): AsyncGenerator<{ readonly event: string; readonly data: unknown }> {
  for await (const block of splitBy(stream, '\n\n', signal)) {
    const [event, data] = block.split('\n');
    if (event === undefined || data === undefined) continue;
    yield { event: event.slice('event: '.length), data: JSON.parse(data.slice('data: '.length)) };
  }
}
