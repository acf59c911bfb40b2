import { expect, test } from 'vitest';
import type { EngineLogLine } from '../../src/adapters/docker/container-engine.js';
import { watchRunners } from '../../src/inputs/runner-watch.js';
import type { Event } from '../../src/state/event.js';
import { reduce } from '../../src/state/reduce.js';
import { createStore } from '../../src/state/store.js';
import { definition, environment } from '../fakes/environment.js';
import { type container, Story } from '../fakes/story.js';

const report = (at: number, state: string): EngineLogLine => ({
  at,
  stream: 'stdout',
  text: JSON.stringify({ sim: 'runner', at: new Date(at).toISOString(), state, build: 1 }),
});

/** What is told of the runner in a container of which the engine keeps these lines. */
async function told(times: Parameters<typeof container>[1], lines: readonly EngineLogLine[]) {
  const go = { directory: '/src/web', handoff: 'http' } as const;
  const story = new Story().tell({
    kind: 'environment.declared',
    environment: environment([definition('web', { go })]),
  });
  story.observe('web', { status: 'running', ...times });
  const states: string[] = [];
  const ended = new AbortController();
  const read = Promise.withResolvers<void>();
  watchRunners(createStore(reduce, story.snapshot), {
    engine: {
      async *logs(_id, { since }) {
        yield* lines.filter(({ at }) => at >= (since ?? 0));
        read.resolve();
      },
    },
    dispatch: (event: Event) => {
      if (event.kind === 'runner.reported') states.push(event.state);
    },
    now: () => 1_000_000,
    signal: ended.signal,
    onFailure: (_, error) => read.reject(error),
  });
  await read.promise;
  ended.abort();
  return states;
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
