import { expect, test, vi } from 'vitest';
import { untilChanged } from '../../src/cli/until.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import { createStore } from '../../src/state/core/store.js';

const proven = 1_000;

test('a moment that comes while it is looked at is not missed, though nothing changes any more', async () => {
  // The clock goes on between any two readings.
  let now = proven - 1;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now++);
  try {
    const outcome = await untilChanged(
      createStore(reduce, emptySnapshot(0)),
      (_, at) => (at >= proven ? 'ready' : undefined),
      {
        timeoutMs: undefined,
        stop: new AbortController().signal,
        againAt: (_, at) => (at < proven ? proven : undefined),
      },
    );
    expect(outcome).toBe('ready');
  } finally {
    clock.mockRestore();
  }
});
