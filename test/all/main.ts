import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureEngineFor } from './engine.ts';
import { goSteps } from './go-steps.ts';
import { type Step, tool, vitest } from './steps.ts';
import { type Stores, startStores } from './stores.ts';
import { closing, exitCode, type Tally, total } from './tally.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const print = (line: string) => console.log(line);
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const goModules = ['src/agent', 'src/agent/interop', 'sample-go-services'];

let stores: Stores | undefined;

/** Whatever comes after it needs an engine, and the shop's tests Postgres and Redis on it. */
const engine: Step = {
  name: 'an engine and stores',
  async run({ print }) {
    try {
      print(await ensureEngineFor(root, print));
      stores = await startStores(root, print);
      return { passed: 1, failed: 0, failures: [], skipped: [] };
    } catch (error) {
      print(
        error instanceof Error
          ? `${error.message}\n${'hint' in error ? String(error.hint) : ''}`
          : String(error),
      );
      return {
        passed: 0,
        failed: 1,
        failures: ['engine: none answers, so nothing that needs one was tested'],
        skipped: [],
      };
    }
  },
};

/** Quick ones first: who breaks the build hears of it at once. */
const steps: readonly Step[] = [
  tool('lint', [bin('biome'), 'check', '--error-on-warnings', '.']),
  tool('types', [bin('tsc'), '--noEmit']),
  vitest('unit'),
  vitest('toolchain'),
  engine,
  ...goModules.flatMap((folder) => goSteps(folder, root)),
  vitest('engine'),
];

const wanted = process.argv.slice(2);
const tallies: Tally[] = [];
for (const step of steps) {
  if (wanted.length > 0 && !wanted.some((word) => step.name.includes(word))) continue;
  const began = performance.now();
  print(`\n== ${step.name}`);
  const tally = await step.run({ root, env: stores?.env ?? {}, print });
  tallies.push(tally);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(
    `== ${step.name}: ${tally.failed === 0 ? 'ok' : 'FAILED'} (${tally.passed} passed, ${tally.failed} failed, ${seconds} s)`,
  );
}
await stores?.[Symbol.asyncDispose]();
const all = total(tallies);
print(`\n${closing(all)}`);
process.exitCode = exitCode(all);
