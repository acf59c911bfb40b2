/** What leaves one slot in a gap: from a row on the left to rows on the right. */
export interface Net {
  readonly id: string;
  readonly row: number;
  readonly targets: readonly number[];
}

/** The nets of a gap that need a vertical line, from left to right, so that few lines cross and none overlap. */
export function trackOrder(nets: readonly Net[]): readonly Net[] {
  const order = nets.filter(({ row, targets }) => targets.some((target) => target !== row));
  // Neighbours change places while that helps: a gap rarely has more than a handful of nets.
  for (let improved = true; improved; ) {
    improved = false;
    for (let index = 0; index + 1 < order.length; index++) {
      const left = order[index];
      const right = order[index + 1];
      if (left === undefined || right === undefined) continue;
      if (cost(right, left) < cost(left, right)) {
        order[index] = right;
        order[index + 1] = left;
        improved = true;
      }
    }
  }
  return order;
}

const crossing = 1;
const overlap = 10;

/** What it costs to have one net's vertical line left of another's. */
function cost(left: Net, right: Net): number {
  let sum = 0;
  const [leftTop, leftBottom] = extremes(left);
  const [rightTop, rightBottom] = extremes(right);
  // The right net comes in over the left one's vertical line; the left one goes out over the right one's.
  if (right.row >= leftTop && right.row <= leftBottom) sum += crossing;
  for (const target of left.targets) if (target > rightTop && target < rightBottom) sum += crossing;
  if (left.targets.includes(right.row)) sum += overlap;
  return sum;
}

function extremes({ row, targets }: Net): [number, number] {
  return [Math.min(row, ...targets), Math.max(row, ...targets)];
}
