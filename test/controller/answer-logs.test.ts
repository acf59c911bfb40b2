import { EventEmitter, getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { streamLogs } from '../../src/controller/answer-logs.js';

const query = { services: undefined, tail: 10, since: undefined, follow: true };

test('a reader who is slow for long leaves nothing behind at the signal', async () => {
  const { signal } = new AbortController();
  const written: string[] = [];
  const response = Object.assign(new EventEmitter(), {
    writeHead: () => response,
    flushHeaders: () => undefined,
    end: () => response,
    write(text: string) {
      written.push(text);
      setImmediate(() => response.emit('drain'));
      return false;
    },
  });
  const queries = {
    async *logs() {
      for (const text of ['a', 'b', 'c']) yield { at: 1, service: 'web', stream: 'stdout' as const, text };
    },
  };
  // No more of it is used than is written here.
  await streamLogs(queries, query, response as unknown as ServerResponse, signal);
  expect(written).toHaveLength(3);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(response.listenerCount('drain')).toBe(0);
});
