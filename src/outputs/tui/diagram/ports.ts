import type { LayeredGraph, Link, Slot } from './graph.js';
import type { Extent, Placement } from './place.js';

/** The row where the lines of a slot leave. */
export function rowOut(slot: Slot, { tops }: Placement, extentOf: (slot: Slot) => Extent): number {
  return (tops.get(slot.id) ?? 0) + extentOf(slot).port;
}

/** The row where each link comes in: one of its own while the box is high enough, so that it can be told from the others. */
export function rowsIn(
  { layers, links }: LayeredGraph,
  placement: Placement,
  extentOf: (slot: Slot) => Extent,
): ReadonlyMap<Link, number> {
  const slots = new Map(layers.flat().map((slot) => [slot.id, slot]));
  const outRow = ({ from }: Link): number => {
    const slot = slots.get(from);
    return slot === undefined ? 0 : rowOut(slot, placement, extentOf);
  };
  const rows = new Map<Link, number>();
  for (const slot of slots.values()) {
    const top = placement.tops.get(slot.id) ?? 0;
    const { height, port } = extentOf(slot);
    const incoming = links.filter(({ to }) => to === slot.id).sort((a, b) => outRow(a) - outRow(b));
    incoming.forEach((link, index) => {
      rows.set(link, top + (slot.node === undefined ? 0 : inner(index, incoming.length, height - 2, port)));
    });
  }
  return rows;
}

/** The row inside a box for one of its incoming links. */
function inner(index: number, count: number, rows: number, port: number): number {
  if (count === 1) return port;
  if (count > rows) return 1 + Math.floor((index * rows) / count);
  return 1 + Math.round((index * (rows - 1)) / (count - 1));
}
