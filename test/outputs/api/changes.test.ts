import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { streamChanges } from '../../../src/outputs/api/changes.js';
import { emptySnapshot, reduce } from '../../../src/state/reduce.js';
import { createStore } from '../../../src/state/store.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a change is sent at once, and what follows within 30 ms of it in one message', async () => {
  const store = createStore(reduce, emptySnapshot(0));
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const wire = new PassThrough();
  response.assignSocket(Object.assign(new Socket(), { write: wire.write.bind(wire) }));
  const ended = new AbortController();
  const streaming = streamChanges(store, response, ended.signal, new AbortController().signal);
  const sent = () => (String(wire.read() ?? '').match(/event: \w+/g) ?? []).join();
  expect(sent()).toBe('event: snapshot');

  store.dispatch({ kind: 'engine.connected', at: 1, version: '26' });
  await vi.advanceTimersByTimeAsync(1);
  expect(sent()).toBe('event: delta');
  store.dispatch({ kind: 'engine.lost', at: 2, detail: 'gone' });
  await vi.advanceTimersByTimeAsync(28);
  store.dispatch({ kind: 'engine.connected', at: 3, version: '27' });
  expect(sent()).toBe('');
  await vi.advanceTimersByTimeAsync(2);
  expect(sent()).toBe('event: delta');

  ended.abort();
  await streaming;
});
