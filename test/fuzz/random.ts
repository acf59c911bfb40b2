/** Dice that fall the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** `true` with that probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One of these, which may not be empty. */
  pick<T>(choices: readonly T[]): T;
  /** Some of these, in their order: each with that probability. */
  some<T>(choices: readonly T[], probability: number): readonly T[];
}

/** Mulberry32: small, and good enough to choose features with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error('there is nothing to choose from');
      return choice;
    },
    some: (choices, probability) => choices.filter(() => next() < probability),
  };
}
