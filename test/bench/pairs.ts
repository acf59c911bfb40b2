/** One way to do something: how long it took, in milliseconds. Whatever surrounds the measured part is its own affair. */
export type Attempt = () => Promise<number>;

/** What a comparison found; printed as one line of JSON. */
export interface Comparison {
  readonly bench: string;
  readonly subject: string;
  readonly against: string;
  readonly medianMs: number;
  readonly againstMedianMs: number;
  readonly ratio: number;
  readonly runs: number;
  /** Every run, subject and against, in order. */
  readonly pairsMs: readonly (readonly [number, number])[];
}

/** Alternates two attempts, each first every other time, so that a machine that drifts is unfair to neither. */
export async function compare(
  what: Pick<Comparison, 'bench' | 'subject' | 'against'>,
  pairs: number,
  subject: Attempt,
  against: Attempt,
): Promise<Comparison> {
  const found: (readonly [number, number])[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    if (pair % 2 === 0) {
      const mine = await subject();
      found.push([round(mine), round(await against())]);
    } else {
      const theirs = await against();
      found.push([round(await subject()), round(theirs)]);
    }
  }
  const medianMs = median(found.map(([mine]) => mine));
  const againstMedianMs = median(found.map(([, theirs]) => theirs));
  const ratio = Math.round((medianMs / againstMedianMs) * 1000) / 1000;
  return { ...what, medianMs, againstMedianMs, ratio, runs: pairs, pairsMs: found };
}

/** The middle one, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : round((low + high) / 2);
}

/** How long something takes, in milliseconds. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
