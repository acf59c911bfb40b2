import type { LayeredGraph, Slot } from './graph.js';

/** Rows that a slot takes, and the row in it where lines leave. */
export interface Extent {
  readonly height: number;
  readonly port: number;
}

/** Top row of each slot, from 0 on, and the rows of all together. */
export interface Placement {
  readonly tops: ReadonlyMap<string, number>;
  readonly height: number;
}

/** Places the slots of all layers on rows so that lines run as straight as they can; `undefined` where they don't fit. */
export function placed(
  { layers, links }: LayeredGraph,
  extentOf: (slot: Slot) => Extent,
  rows: number,
  gap: number,
): Placement | undefined {
  if (layers.some((layer) => stackHeight(layer, extentOf, gap) > rows)) return undefined;
  const portRows = new Map<string, number>();
  const tops = new Map<string, number>();

  const settle = (layer: readonly Slot[], neighbours: (id: string) => readonly string[]): void => {
    const wanted = layer.map((slot, index) => {
      const near = neighbours(slot.id).flatMap((id) => portRows.get(id) ?? []);
      const middle = (rows * (index + 0.5)) / layer.length;
      const row = near.length === 0 ? (portRows.get(slot.id) ?? middle) : mean(near);
      return row - extentOf(slot).port;
    });
    const settled = withoutOverlap(
      wanted,
      layer.map((slot) => extentOf(slot).height + gap),
      rows + gap,
    );
    layer.forEach((slot, index) => {
      const top = settled[index] ?? 0;
      tops.set(slot.id, top);
      portRows.set(slot.id, top + extentOf(slot).port);
    });
  };
  const before = (id: string) => links.filter(({ to }) => to === id).map(({ from }) => from);
  const after = (id: string) => links.filter(({ from }) => from === id).map(({ to }) => to);
  for (const layer of layers) settle(layer, before);
  for (const layer of layers.slice(0, -1).reverse()) settle(layer, after);
  const passing = new Set(layers.flat().flatMap(({ id, node }) => (node === undefined ? [id] : [])));
  // What only passes stays on its line; it may bend once, before its end.
  for (const layer of layers.slice(1))
    settle(layer, (id) => (passing.has(id) ? before(id) : [...before(id), ...after(id)]));

  const highest = Math.min(...tops.values());
  for (const [id, top] of tops) tops.set(id, top - highest);
  const slots = layers.flat();
  return { tops, height: Math.max(...slots.map((slot) => (tops.get(slot.id) ?? 0) + extentOf(slot).height)) };
}

function stackHeight(layer: readonly Slot[], extentOf: (slot: Slot) => Extent, gap: number): number {
  return layer.reduce((sum, slot) => sum + extentOf(slot).height, 0) + gap * (layer.length - 1);
}

/** Rows nearest to those wanted where nothing overlaps: isotonic regression, by pooling neighbours that collide. */
function withoutOverlap(
  wanted: readonly number[],
  heights: readonly number[],
  rows: number,
): readonly number[] {
  const offsets: number[] = [];
  let total = 0;
  for (const height of heights) {
    offsets.push(total);
    total += height;
  }
  const pools: { sum: number; count: number }[] = [];
  wanted.forEach((row, index) => {
    let pool = { sum: row - (offsets[index] ?? 0), count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.sum / last.count > pool.sum / pool.count; ) {
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
      pools.pop();
      last = pools.at(-1);
    }
    pools.push(pool);
  });
  const shifts = pools.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
  return offsets.map((offset, index) => {
    const shift = Math.round(shifts[index] ?? 0);
    return offset + Math.min(Math.max(shift, 0), Math.max(0, rows - total));
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
