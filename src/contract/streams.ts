import type { Readable } from 'node:stream';
import type { LogLine, LogRemark, LogsEnd } from './queries.js';
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

/** Reads the answer of `GET /v1/logs`, one JSON value per line. Throws the SimError in its last line; ends in silence when `signal` aborts. */
export async function* readLogLines(
  stream: Readable,
  signal: AbortSignal,
): AsyncGenerator<LogLine | LogRemark> {
  for await (const line of splitBy(stream, '\n', signal)) {
    if (line === '') continue;
    // The contract says that a line is one of these.
    const told = JSON.parse(line) as LogLine | LogRemark | LogsEnd;
    if ('error' in told) throw fromWire(told.error);
    yield told;
  }
}

/** Reads server-sent events whose data is JSON in one line. Ends in silence when `signal` aborts; throws where the stream breaks. */
export async function* readServerSentEvents(
  stream: Readable,
  signal: AbortSignal,
): AsyncGenerator<{ readonly event: string; readonly data: unknown }> {
  for await (const block of splitBy(stream, '\n\n', signal)) {
    const lines = block.split('\n');
    const field = (name: string) =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const [event, data] = [field('event'), field('data')];
    if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) };
  }
}
