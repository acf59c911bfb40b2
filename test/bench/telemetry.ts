import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { median } from './pairs.ts';
import { checkoutAt } from './reload/earlier.ts';
import type { Setting } from './setting.ts';
import type { Cost } from './telemetry/load.ts';

/** What spans cost now and what they cost at an earlier commit; medians of runs that take turns. */
export interface Telemetry {
  readonly bench: 'telemetry';
  readonly against: string;
  readonly now: Cost;
  readonly before: Cost;
  readonly runs: number;
}

const load = fileURLToPath(new URL('./telemetry/load.ts', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

// From source, as no built file holds just this: the names of built files lead to the sources beside them.
const findSources = `import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    const ours = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(ours ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
  },
});`;

/** Spans through the thread that reads them, and what they leave to do for the controller's main thread. */
export async function* telemetry(setting: Setting, commit: string): AsyncGenerator<Telemetry> {
  await using earlier = await checkoutAt(commit, repository);
  const now: Cost[] = [];
  const before: Cost[] = [];
  for (let pair = 0; pair < setting.pairs; pair++) {
    const sides = [
      async () => now.push(await costOf(repository)),
      async () => before.push(await costOf(earlier.root)),
    ];
    for (const side of pair % 2 === 0 ? sides : sides.toReversed()) await side();
  }
  yield {
    bench: 'telemetry',
    against: commit,
    now: middle(now),
    before: middle(before),
    runs: setting.pairs,
  };
}

async function costOf(checkout: string): Promise<Cost> {
  const hook = `data:text/javascript,${encodeURIComponent(findSources)}`;
  const flags = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types', '--import', hook];
  const { stdout } = await execa(process.execPath, [...flags, load, checkout], { stdin: 'ignore' });
  // Our own program has printed it.
  return JSON.parse(stdout) as Cost;
}

function middle(costs: readonly Cost[]): Cost {
  return {
    spansPerSecond: Math.round(median(costs.map((cost) => cost.spansPerSecond))),
    cpuMicrosPerSpan: median(costs.map((cost) => cost.cpuMicrosPerSpan)),
    dispatchMsPerSecond: median(costs.map((cost) => cost.dispatchMsPerSecond)),
    longestDispatchMs: median(costs.map((cost) => cost.longestDispatchMs)),
  };
}
