import type { BoxSize } from './box-size.js';

/** Columns for the label of an edge: what is wished, what a short rate needs, and the least. */
const labels: Record<BoxSize, readonly [wished: number, short: number, least: number]> = {
  wide: [14, 8, 8],
  medium: [9, 5, 5],
  narrow: [9, 5, 2],
  small: [5, 5, 2],
};

/** Left of the first box and right of the last one, before labels get more than they need. */
const margins = 2;

/**
 * Columns for labels in each gap, of `room` for all; `undefined` where even the least has none. `incoming`: lines that lead to
 * the busiest box behind the gap. Where several do, labels come first: elsewhere the box itself tells what comes in. Knows
 * nothing of traffic, so that a number that appears never moves the picture.
 */
export function labelWidths(
  size: BoxSize,
  incoming: readonly number[],
  room: number,
): readonly number[] | undefined {
  const [wished, short, least] = labels[size];
  const widths = incoming.map(() => least);
  let left = room - least * incoming.length;
  if (left < 0) return undefined;
  const busiestFirst = incoming
    .map((_, index) => index)
    .sort((a, b) => (incoming[b] ?? 0) - (incoming[a] ?? 0));
  const grow = (target: number, kept: number): void => {
    for (const index of busiestFirst) {
      const missing = target - (widths[index] ?? target);
      if (missing > left - kept) continue;
      widths[index] = target;
      left -= missing;
    }
  };
  grow(short, 0);
  // Evenly, a column at a time, so that no gap takes what another could use.
  for (let target = short + 1; target <= wished; target++) grow(target, margins);
  return widths;
}
