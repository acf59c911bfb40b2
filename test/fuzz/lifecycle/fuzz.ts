import { createRandom } from '../random.js';
import { shrinkBy } from '../shrink.js';
import { type Course, createCourse } from './course.js';
import { play } from './play.js';

export { faultLines } from './report.js';

/** What is tried. */
export interface LifecycleFuzzOptions {
  /** Of the first course; the others follow by one. */
  readonly seed: number;
  readonly runs: number;
  readonly steps: number;
  /** So many shorter courses may be played for one that shows a fault; 0 leaves it as it is. */
  readonly shrinkRuns: number;
  readonly signal?: AbortSignal;
}

/** A course that breaks a rule. */
export interface FoundFault {
  readonly seed: number;
  readonly fault: string;
  /** The shortest that breaks it in the same way, as far as that was looked for. */
  readonly course: Course;
  /** What happens in it. */
  readonly lines: readonly string[];
}

/** Plays random courses and gives what they show of faults. */
export async function* fuzzLifecycle(options: LifecycleFuzzOptions): AsyncGenerator<FoundFault> {
  const { seed: first, runs, steps, shrinkRuns, signal } = options;
  for (let seed = first; seed < first + runs && !signal?.aborted; seed += 1) {
    const course = createCourse(createRandom(seed), steps);
    const { fault } = await play(course);
    if (fault === undefined) continue;
    const smallest = await shrinkBy(course, {
      smallerOnes,
      still: async (candidate) => kindOf((await play(candidate)).fault) === kindOf(fault),
      budget: shrinkRuns,
    });
    const told = await play(smallest, true);
    yield { seed, fault: told.fault ?? fault, course: smallest, lines: told.lines };
  }
}

/** The rule that was broken, whoever broke it. */
function kindOf(fault: string | undefined): string | undefined {
  return fault
    ?.replace(/\b[a-d](-\d+)?\b/g, '#')
    .replace(/\d+/g, '#')
    .split(';')[0];
}

/** Half of the steps, a quarter of them and so on down to each single one taken out; then each last service. */
function smallerOnes({ services, steps }: Course): readonly Course[] {
  const smaller: Course[] = [];
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < steps.length; at += size) {
      smaller.push({ services, steps: steps.toSpliced(at, size) });
    }
  }
  if (services.length > 1) smaller.push({ services: services.slice(0, -1), steps });
  return smaller;
}
