import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ViewName } from '../../src/contract/views.js';
import { pickViews } from '../../src/controller/pick-views.js';
import { streamViews } from '../../src/controller/stream-views.js';
import { viewsOfStore } from '../../src/controller/views-source.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import { createStore, type SnapshotSource } from '../../src/state/core/store.js';
import { startOutcome } from '../../src/state/services/outcome.js';
import { environment } from '../fakes/environment.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function stream(store: SnapshotSource, only: readonly ViewName[] = [], wire = new PassThrough()) {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.assignSocket(Object.assign(new Socket(), { write: wire.write.bind(wire) }));
  const ended = new AbortController();
  const streaming = streamViews(viewsOfStore(store), pickViews(only), response, {
    signal: ended.signal,
    closing: new AbortController().signal,
  });
  return {
    streaming,
    /** As Node's server tells it when the client has read. */
    drain: () => response.emit('drain'),
    sent: () => (String(wire.read() ?? '').match(/event: \w+/g) ?? []).join(),
    end: async () => {
      ended.abort();
      await streaming;
    },
  };
}

test('a change is sent at once, and what follows within 30 ms of it in one message', async () => {
  const store = createStore(reduce, emptySnapshot(0));
  const { sent, end } = stream(store);
  expect(sent()).toBe('event: view');

  store.dispatch({ kind: 'engine.connected', at: 1, version: '26' });
  await vi.advanceTimersByTimeAsync(1);
  expect(sent()).toBe('event: delta');
  store.dispatch({ kind: 'engine.lost', at: 2, detail: 'gone' });
  await vi.advanceTimersByTimeAsync(28);
  store.dispatch({ kind: 'engine.connected', at: 3, version: '27' });
  expect(sent()).toBe('');
  await vi.advanceTimersByTimeAsync(2);
  expect(sent()).toBe('event: delta');

  await end();
});

/** Something was sent a moment ago, so what comes next is gathered; one wish, and all is ready. */
async function oneStepFromReady() {
  const store = createStore(reduce, emptySnapshot(0));
  const at = 1;
  store.dispatch({ kind: 'environment.declared', at, environment: environment([]) });
  store.dispatch({ kind: 'engine.connected', at, version: '26' });
  const { sent, end } = stream(store);
  store.dispatch({ kind: 'engine.lost', at, detail: 'gone' });
  await vi.advanceTimersByTimeAsync(1);
  expect(sent()).toBe('event: view,event: delta');
  store.dispatch({ kind: 'engine.connected', at, version: '27' });
  return { store, sent, end };
}

test('that all is ready does not wait for the end of the 30 ms', async () => {
  const { store, sent, end } = await oneStepFromReady();
  expect(sent()).toBe('');
  expect(startOutcome(store.current)).toBe('starting');
  store.dispatch({ kind: 'up.requested', at: 1 });
  expect(startOutcome(store.current)).toBe('ready');
  expect(sent()).toBe('');
  await setImmediate();
  expect(sent()).toBe('event: delta');
  await end();
});

test('an outcome that lasts no longer than what follows from it is none', async () => {
  const { store, sent, end } = await oneStepFromReady();
  queueMicrotask(() => store.dispatch({ kind: 'down.requested', at: 1, volumes: false }));
  store.dispatch({ kind: 'up.requested', at: 1 });
  expect(startOutcome(store.current)).toBe('ready');
  await setImmediate();
  expect(startOutcome(store.current)).toBe('starting');
  expect(sent()).toBe('');
  await end();
});

test('whoever asks for one view hears of that alone', async () => {
  const store = createStore(reduce, emptySnapshot(0));
  const { sent, end } = stream(store, ['story']);
  expect(sent()).toBe('event: view');
  store.dispatch({ kind: 'agent.lost', at: 1, detail: 'gone' });
  await vi.advanceTimersByTimeAsync(30);
  expect(sent()).toBe('event: delta');
  store.dispatch({ kind: 'clock.ticked', at: 5_000 });
  store.dispatch({ kind: 'environment.declared', at: 5_000, environment: environment([]) });
  await vi.advanceTimersByTimeAsync(60);
  expect(sent()).toBe('event: delta');
  store.dispatch({ kind: 'image.progressed', at: 6_000, service: 'web', text: '1 %' });
  await vi.advanceTimersByTimeAsync(60);
  expect(sent()).toBe('');
  await end();
});

test('nothing is sent to whoever does not read, and then the difference to what is true', async () => {
  const store = createStore(reduce, emptySnapshot(0));
  // A wire that takes nothing until it is read.
  const { sent, end, drain } = stream(store, [], new PassThrough({ highWaterMark: 1 }));
  for (let at = 1; at < 5; at++) {
    store.dispatch({ kind: 'engine.connected', at, version: `${at}` });
    store.dispatch({ kind: 'engine.lost', at, detail: 'gone' });
    await vi.advanceTimersByTimeAsync(60);
  }
  expect(sent()).toBe('event: view');
  drain();
  await vi.advanceTimersByTimeAsync(60);
  expect(sent()).toBe('event: delta');
  await end();
});

test('views that cannot be derived end the stream, and not the controller', async () => {
  const store = createStore(reduce, emptySnapshot(0));
  const { streaming } = stream({
    subscribe: store.subscribe,
    get current() {
      if (store.current.at > 0) throw new Error('a bug');
      return store.current;
    },
  });
  store.dispatch({ kind: 'clock.ticked', at: 1 });
  await Promise.all([expect(streaming).rejects.toThrow('a bug'), vi.advanceTimersByTimeAsync(30)]);
});
