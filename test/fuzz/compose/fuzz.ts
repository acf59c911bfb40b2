import { type Difference, differencesOf, kindOf, unmeant } from './differences.ts';
import type { Sides } from './excuses.ts';
import { generate } from './generate.ts';
import type { Project } from './project.ts';
import { shrink } from './shrink.ts';

/** What became of one random project. */
export interface Verdict {
  readonly seed: number;
  readonly durationMs: number;
  readonly exits: string;
  readonly differences: readonly Difference[];
  readonly said: Sides['said'];
  /** The smallest project found that shows one of the differences that nobody meant; `undefined` where there is none, or none new. */
  readonly smallest: { readonly project: Project; readonly differences: readonly Difference[] } | undefined;
}

export interface FuzzOptions {
  /** The seed of the first project; the others follow by one. */
  readonly seed: number;
  readonly projects: number;
  /** How many projects may be run to make one smaller. */
  readonly shrinkRuns: number;
  readonly signal: AbortSignal;
  /** Runs a project with both tools. */
  readonly run: (project: Project) => Promise<Sides>;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** Runs one random project after the other. A kind of difference is made small once. */
export async function* fuzz(options: FuzzOptions): AsyncGenerator<Verdict> {
  const { seed, projects, shrinkRuns, signal, run, onProgress } = options;
  const known = new Set<string>();
  for (let index = 0; index < projects && !signal.aborted; index += 1) {
    const began = performance.now();
    const project = generate(seed + index);
    const sides = await run(project);
    const differences = differencesOf(sides);
    const kinds = unmeant(differences).map(kindOf);
    const kind = kinds.find((each) => !known.has(each));
    for (const each of kinds) known.add(each);
    const smallest =
      kind === undefined || shrinkRuns === 0
        ? undefined
        : await smallestWith(kind, project, { run, shrinkRuns, onProgress });
    yield {
      seed: seed + index,
      durationMs: Math.round(performance.now() - began),
      exits: `${sides.compose['up.exit']}/${sides.sim['up.exit']}`,
      differences,
      said: sides.said,
      smallest,
    };
  }
}

async function smallestWith(
  kind: string,
  project: Project,
  { run, shrinkRuns, onProgress }: Pick<FuzzOptions, 'run' | 'shrinkRuns' | 'onProgress'>,
): Promise<NonNullable<Verdict['smallest']>> {
  let found: readonly Difference[] = [];
  let tried = 0;
  const smallest = await shrink(
    project,
    async (candidate) => {
      tried += 1;
      onProgress?.(`making it smaller, ${tried} of at most ${shrinkRuns}: ${kind}`);
      const sides = await run(candidate);
      const differences = unmeant(differencesOf(sides));
      const isThere = differences.some((difference) => kindOf(difference) === kind);
      if (isThere) found = differences;
      return isThere;
    },
    shrinkRuns,
  );
  return { project: smallest, differences: found };
}
