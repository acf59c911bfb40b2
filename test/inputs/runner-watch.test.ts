import { expect, test } from 'vitest';
import type { EngineLogLine } from '../../src/adapters/docker/container-engine.js';
import { SimError } from '../../src/errors.js';
import { watchRunners } from '../../src/inputs/runner-watch.js';
import type { Event } from '../../src/state/core/event.js';
import { reduce } from '../../src/state/core/reduce.js';
import { createStore, type Store } from '../../src/state/core/store.js';
import { definition, environment } from '../fakes/environment.js';
import { container, Story } from '../fakes/story.js';

const report = (at: number, state: string): EngineLogLine => ({
  at,
  stream: 'stdout',
  text: JSON.stringify({ sim: 'runner', at: new Date(at).toISOString(), state, build: 1 }),
});

type Reports = (since: number, store: Store) => AsyncIterable<string> | Iterable<string>;

/** What is told of the runner in a container whose reports are these. */
async function heard(times: Parameters<typeof container>[1], reports: Reports): Promise<readonly Event[]> {
  const go = { directory: '/src/web', handoff: 'http' } as const;
  const story = new Story().tell({
    kind: 'environment.declared',
    environment: environment([definition('web', { go })]),
  });
  story.observe('web', { status: 'running', ...times });
  const events: Event[] = [];
  const ended = new AbortController();
  const read = Promise.withResolvers<void>();
  const store = createStore(reduce, story.snapshot);
  watchRunners(store, {
    runtime: {
      async *reports({ id }, since) {
        if (id !== 'web-1') return;
        try {
          yield* reports(since, store);
        } finally {
          // After what is told of its end.
          setImmediate(read.resolve);
        }
      },
      mask: (text) => text.replaceAll('hunter2', '••••••'),
    },
    dispatch: (event: Event) => {
      events.push(event);
      if (event.kind === 'runner.unheard') read.resolve();
    },
    now: () => 1_000_000,
    signal: ended.signal,
    onFailure: () => undefined,
  });
  await read.promise;
  ended.abort();
  return events;
}

async function told(times: Parameters<typeof container>[1], lines: readonly EngineLogLine[]) {
  const events = await heard(times, (since) => lines.filter(({ at }) => at >= since).map(({ text }) => text));
  return events.map((event) => (event.kind === 'runner.reported' ? event.state : event.kind));
}

test('what a quick runner reported before the engine noted its start is heard', async () => {
  const times = { createdAt: 500, startedAt: 1_020 };
  expect(await told(times, [report(1_005, 'ready'), report(1_010, 'live')])).toEqual(['ready', 'live']);
});

test('what the run before reported is not heard again', async () => {
  const times = { createdAt: 500, startedAt: 3_020, finishedAt: 2_500 };
  expect(await told(times, [report(1_005, 'live'), report(2_400, 'exited'), report(3_010, 'live')])).toEqual([
    'live',
  ]);
});

test('what a container reports after another one has taken its place is not heard', async () => {
  const events = await heard({ createdAt: 500 }, function* (_since, store) {
    yield report(1_000, 'live').text;
    const newer = container('web', { id: 'newer', createdAt: 600, status: 'running', startedAt: 700 });
    store.dispatch({ kind: 'container.observed', at: 1_000_000, container: newer });
    yield report(1_100, 'exited').text;
  });
  expect(events).toMatchObject([{ state: 'live' }]);
});

test('what the service said last is masked, and nothing else of a report', async () => {
  const detail = 'exit status 1: panic: no login with hunter2';
  const events = await heard({ createdAt: 500 }, () => [
    JSON.stringify({ sim: 'runner', state: 'failed', build: 1, detail }),
  ]);
  expect(events).toMatchObject([{ state: 'failed', detail: 'exit status 1: panic: no login with ••••••' }]);
});

test('a runner that cannot be heard is told once, and not asked for ever', async () => {
  const events = await heard({ createdAt: 500 }, () => {
    throw new SimError('failed', 'its runner does not tell its reports: no such file');
  });
  expect(events).toMatchObject([
    { kind: 'runner.unheard', service: 'web', detail: 'its runner does not tell its reports: no such file' },
  ]);
});
