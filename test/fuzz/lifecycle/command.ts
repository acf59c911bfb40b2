import { bundled } from '../bundled.ts';
import { openSession } from '../session.ts';

/** What was typed. */
export interface FuzzLifecycleWords {
  readonly runs: number;
  readonly steps: number;
  readonly seed: number;
  readonly shrinkRuns: number;
  readonly json: boolean;
}

type Fuzz = typeof import('./fuzz.ts');

/** `npm run fuzz -- lifecycle`: answers the exit code. */
export async function fuzzLifecycleBy({ json, ...words }: FuzzLifecycleWords): Promise<number> {
  const { faultLines, fuzzLifecycle } = await bundled<Fuzz>(
    new URL('./fuzz.ts', import.meta.url),
    'fuzz-lifecycle',
  );
  const { signal, say, print } = openSession(json);
  const began = Date.now();
  say(`seed ${words.seed}, ${words.runs} courses of ${words.steps} steps`);
  const faults = [];
  for await (const found of fuzzLifecycle({ ...words, signal })) {
    faults.push(found);
    for (const line of faultLines(found)) print(line);
  }
  say(`${faults.length} of ${words.runs} break a rule, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (json) console.log(JSON.stringify({ schema: 1, ...words, faults }, null, 2));
  if (signal.aborted) return 130;
  return faults.length > 0 ? 1 : 0;
}
