import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureEngineFor } from './engine.ts';
import { goSteps, goTest, vet } from './go-steps.ts';
import { engineOf, leftBy, type Resource, resourcesOn, tallyOfLeft } from './left-over-resources.ts';
import { type Step, tool, vitest } from './steps.ts';
import { type Stores, startStores } from './stores.ts';
import { closing, exitCode, type Tally, total } from './tally.ts';
import { Transcript } from './transcript.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const print = (line: string) => console.log(line);
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const goModules = ['sample-go-services', 'src/agent', 'src/agent/interop', 'src/init/survey'];

/** What the engine had before; `undefined` where none answered. */
let before: readonly Resource[] | undefined;
const stores = Promise.withResolvers<Stores | undefined>();

/** Whatever comes after it needs an engine, and the shop's tests Postgres and Redis on it. */
const engine: Step = {
  name: 'an engine and stores',
  async run({ print }) {
    try {
      print(await ensureEngineFor(root, print));
      before = await resourcesOn(await engineOf(root));
      stores.resolve(await startStores(root, print));
      return { passed: 1, failed: 0, failures: [], skipped: [] };
    } catch (error) {
      stores.resolve(undefined);
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

/** Rows of steps: those of a row one after the other, the rows beside each other. */
type Stage = readonly (readonly Step[])[];

/**
 * One stage after the other, so that what waits for an answer within seconds has the cores: tests of Go keep such time, those with an engine
 * start dozens of containers and builds at once. Quick ones first: who breaks the build hears of it at once.
 */
const stages: readonly Stage[] = [
  [
    // What compiles is measured against `go build` bit by bit, and gives way to it where that is slower.
    [engine, vitest('toolchain')],
    [
      tool('lint', [bin('biome'), 'check', '--error-on-warnings', '.']),
      tool('types', [bin('tsc'), '--noEmit']),
      vitest('unit'),
      // Before the tests with an engine start the same services: at the same moment both would compile the same packages.
      ...goModules.map(vet),
      ...goModules.flatMap((folder) => goSteps(folder, root)),
    ],
  ],
  [goModules.map((folder) => goTest(folder))],
  [[vitest('engine')]],
];

/** Behind all others: a test that leaves something on the engine has failed, whatever it found. */
const leftOvers: Step = {
  name: 'nothing left on the engine',
  async run() {
    const empty = { passed: 0, failed: 0, failures: [], skipped: [] };
    return before === undefined
      ? empty
      : tallyOfLeft(leftBy(before, await resourcesOn(await engineOf(root))));
  },
};

const wanted = process.argv.slice(2);
const isWanted = ({ name }: Step) => wanted.length === 0 || wanted.some((word) => name.includes(word));
const transcript = new Transcript(print);
if (!isWanted(engine)) stores.resolve(undefined);
const env = stores.promise.then((started) => started?.env ?? {});

async function runStep(step: Step): Promise<Tally> {
  const began = performance.now();
  const voice = transcript.begin(step.name);
  const tally = await step.run({ root, stores: env, print: voice.line });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  voice.end(
    `== ${step.name}: ${tally.failed === 0 ? 'ok' : 'FAILED'} (${tally.passed} passed, ${tally.failed} failed, ${seconds} s)`,
  );
  return tally;
}

async function runRow(steps: readonly Step[]): Promise<readonly Tally[]> {
  const tallies: Tally[] = [];
  for (const step of steps.filter(isWanted)) tallies.push(await runStep(step));
  return tallies;
}

const tallies: Tally[] = [];
for (const rows of stages) tallies.push(...(await Promise.all(rows.map(runRow))).flat());
await (await stores.promise)?.[Symbol.asyncDispose]();
const left = before === undefined ? [] : [await runStep(leftOvers)];
const all = total([...tallies, ...left]);
print(`\n${closing(all)}`);
process.exitCode = exitCode(all);
