import { expect, test, vi } from 'vitest';
import { fuzz } from './fuzz.ts';
import { differenceLines, sequenceLines } from './report.ts';

// The compiler shares the machine with whatever else runs there.
vi.setConfig({ testTimeout: 600_000 });

test('forty random edits of two trees are live or refused as a plain `go build` has it', async () => {
  const { signal } = new AbortController();
  const wrong: string[] = [];
  let edits = 0;
  const options = { seed: 920, edits: 40, worldEdits: 20, shrinkRuns: 0, counts: { started: 0, paths: {} } };
  for await (const { seed, names, outcome, shrink } of fuzz({ ...options, signal })) {
    edits += names.length;
    if (outcome.difference === undefined) continue;
    wrong.push(`seed ${seed}`, ...differenceLines(outcome.difference));
    const smallest = await shrink?.();
    if (smallest !== undefined) wrong.push(...sequenceLines(smallest.sequence));
  }
  expect(wrong).toEqual([]);
  expect(edits).toBe(40);
});
