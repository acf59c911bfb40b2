/** How something is made smaller. */
export interface Shrinking<T> {
  /** Everything that has one thing less, the largest thing first. */
  readonly smallerOnes: (from: T) => readonly T[];
  /** Whether a candidate still has what it is all about: runs it. */
  readonly still: (candidate: T) => Promise<boolean>;
  /** At most so many candidates are run, so the answer may be larger than it could be. */
  readonly budget: number;
}

/** The smallest that still has it, by taking things away one after the other. No candidate is run twice. */
export async function shrinkBy<T>(from: T, { smallerOnes, still, budget }: Shrinking<T>): Promise<T> {
  let smallest = from;
  let left = budget;
  const tried = new Set([JSON.stringify(from)]);
  const isStill = async (candidate: T): Promise<boolean> => {
    const text = JSON.stringify(candidate);
    if (tried.has(text)) return false;
    tried.add(text);
    left -= 1;
    return still(candidate);
  };
  for (let isSmaller = true; isSmaller && left > 0; ) {
    isSmaller = false;
    // What comes before this place was tried in vain; with a success the next one moves up to it.
    let place = 0;
    for (;;) {
      const candidate = smallerOnes(smallest)[place];
      if (candidate === undefined || left === 0) break;
      if (await isStill(candidate)) {
        smallest = candidate;
        isSmaller = true;
      } else place += 1;
    }
  }
  return smallest;
}
