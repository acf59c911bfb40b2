import { expect, test } from 'vitest';
import { watchRefusals } from '../../src/inputs/refused-settings.js';
import type { Event } from '../../src/state/core/event.js';
import { FakeEngine } from '../fakes/container-engine.js';
import { declaredStore } from '../fakes/controller.js';
import { definition, environment } from '../fakes/environment.js';

const file = '/src/config/auth.yaml';
const warning = '{"level":"WARN","msg":"bad settings","error":"the last good ones stay"}';

/** What is told of an edit at `at` of a service that has written these lines, one each millisecond from `from` on. */
async function told(at: number, from: number, lines: readonly string[]): Promise<readonly Event[]> {
  const engine = new FakeEngine(from);
  const mount = { configuration: [{ source: '/src/config', target: '/etc/auth' }] };
  const store = declaredStore(environment([definition('auth', mount)]));
  const { id } = engine.create('auth', { status: 'running', startedAt: 1 });
  const container = engine.containers.get(id);
  if (container !== undefined) store.dispatch({ kind: 'container.observed', at: 1, container });
  for (const line of lines) engine.write(id, line);
  const events: Event[] = [];
  const ended = new AbortController();
  const over = Promise.withResolvers<void>();
  watchRefusals(store, {
    runtime: {
      async *logs({ id }, range, signal) {
        // All that is written is there; nothing more comes.
        try {
          yield* engine.logs(id, { ...range, follow: false }, signal);
        } finally {
          setImmediate(over.resolve);
        }
      },
    },
    dispatch: (event) => {
      events.push(event);
      over.resolve();
    },
    now: () => at,
    signal: ended.signal,
    onFailure: (_, error) => over.reject(error),
  });
  store.dispatch({ kind: 'config.changed', at, services: ['auth'], file });
  await over.promise;
  ended.abort();
  return events;
}

test('a service that complains soon after an edit of its settings refuses it', async () => {
  expect(await told(50_000, 50_400, ['{"level":"INFO","msg":"asked"}', warning, 'error: later'])).toEqual([
    {
      kind: 'config.refused',
      at: 50_000,
      services: ['auth'],
      file,
      changedAt: 50_000,
      text: 'bad settings: the last good ones stay',
    },
  ]);
});

test('what it complains of all the time, or long after, is not for the edit', async () => {
  const errors = ['GET /a: error 7', 'GET /a: error 8'];
  expect(await told(50_000, 49_498, errors)).toEqual([]);
  expect(await told(50_000, 52_001, [warning])).toEqual([]);
  expect(await told(50_000, 50_001, ['{"level":"INFO","msg":"settings are read"}'])).toEqual([]);
});
