import { expect, test } from 'vitest';
import { fuzzLifecycle } from './fuzz.js';
import { faultLines } from './report.js';

test('whatever happens in whatever order, the plan comes to rest, an up brings all up and a down leaves nothing', async () => {
  const wrong: string[] = [];
  for await (const found of fuzzLifecycle({ seed: 1, runs: 100, steps: 60, shrinkRuns: 300 })) {
    wrong.push(...faultLines(found));
  }
  expect(wrong).toEqual([]);
});
