import { expect, test } from 'vitest';
import { untilProven } from '../../src/cli/until-proven.js';
import type { Views } from '../../src/contract/views.js';
import type { Snapshot } from '../../src/state/core/snapshot.js';
import { createViews } from '../../src/state/core/views.js';
import { definition, environment } from '../fakes/environment.js';
import { Story } from '../fakes/story.js';

/** A service that runs, has no health check and was started long ago. */
function running(): Story {
  const story = new Story().tell(
    { kind: 'environment.declared', environment: environment([definition('web', { oneShot: false })]) },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  story.take();
  story.created('web').take();
  return story.runs('web');
}

function ended(story: Story): Snapshot {
  const startedAt = story.snapshot.services.web?.instances[0]?.container?.startedAt;
  story.observe('web', { status: 'exited', exitCode: 1, startedAt });
  story.take();
  return story.finish('evidence:web').snapshot;
}

const outcomeOf = ({ environment: { outcome } }: Views) =>
  outcome === 'starting' || outcome === 'started' ? undefined : outcome;
const options = { timeoutMs: undefined, stop: new AbortController().signal };

test('what the source has not heard of yet is heard of from the engine before ready counts', async () => {
  const story = running();
  const views = createViews();
  const known = views(story.snapshot);
  const listeners = new Set<() => void>();
  const source = {
    current: known,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const seen = views(ended(story));
  const outcome = untilProven(
    {
      look: async () => {
        // The news comes after the answer.
        queueMicrotask(() => {
          source.current = seen;
          for (const listener of [...listeners]) listener();
        });
        return seen;
      },
    },
    source,
    outcomeOf,
    { ...options, prove: true },
  );
  expect(await outcome).toBe('failed');
});

test('nobody is asked where nothing has to be proved', async () => {
  const source = { current: createViews()(running().snapshot), subscribe: () => () => undefined };
  const look = () => Promise.reject(new Error('asked'));
  expect(await untilProven({ look }, source, outcomeOf, { ...options, prove: false })).toBe('ready');
});
