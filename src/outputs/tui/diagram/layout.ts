import type { Picture } from '../picture.js';
import { type BoxSize, boxHeight, boxWidth } from './box-size.js';
import { type LayeredGraph, type Link, layeredGraph, type Slot } from './graph.js';
import { labelWidths } from './label-widths.js';
import { ordered } from './order.js';
import { type Extent, type Placement, placed } from './place.js';
import { rowOut, rowsIn } from './ports.js';
import { type Net, trackOrder } from './tracks.js';

/** Columns of a layer's boxes. */
export interface Column {
  readonly x: number;
  readonly width: number;
}

/** The room between two layers: `from` right of the boxes, `to` where the arrow heads stand. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** Slot -> the column of its vertical line. */
  readonly tracks: ReadonlyMap<string, number>;
}

/** Where everything of a diagram stands. */
export interface Layout {
  readonly graph: LayeredGraph;
  readonly size: BoxSize;
  readonly placement: Placement;
  readonly extentOf: (slot: Slot) => Extent;
  readonly inRows: ReadonlyMap<Link, number>;
  readonly columns: readonly Column[];
  readonly gaps: readonly Gap[];
}

/** A way to draw the diagram: how large the boxes are, the rows between them, and whether lines that come in share rows. */
interface Attempt {
  readonly size: BoxSize;
  readonly gap: number;
  readonly shared: boolean;
}

const sizes: readonly BoxSize[] = ['wide', 'medium', 'narrow'];

// State words and builds go last: before that, lines come closer and share rows.
const attempts: readonly Attempt[] = [
  ...sizes.map((size) => ({ size, gap: 1, shared: false })),
  ...sizes.map((size) => ({ size, gap: 0, shared: false })),
  { size: 'narrow', gap: 0, shared: true },
  { size: 'small', gap: 1, shared: true },
  { size: 'small', gap: 0, shared: true },
];

/** The largest layout that fits, `undefined` where none does. */
export function layoutOf(picture: Picture, width: number, rows: number): Layout | undefined {
  const graph = ordered(layeredGraph(picture.topology));
  if (graph.layers.length === 0) return undefined;
  for (const attempt of attempts) {
    const layout = attempted(picture, graph, attempt, width, rows);
    if (layout !== undefined) return layout;
  }
  return undefined;
}

function attempted(
  picture: Picture,
  graph: LayeredGraph,
  { size, gap, shared }: Attempt,
  width: number,
  rows: number,
): Layout | undefined {
  const extentOf = ({ node }: Slot): Extent => {
    if (node === undefined) return { height: 1, port: 0 };
    const incoming = shared ? 1 : incomingOf(graph, node.name);
    return { height: boxHeight(picture, node, size, incoming), port: size === 'small' ? 1 : 2 };
  };
  const placement = placed(graph, extentOf, rows, gap);
  if (placement === undefined) return undefined;
  const inRows = rowsIn(graph, placement, extentOf);
  const orders = graph.layers
    .slice(0, -1)
    .map((layer) => trackOrder(netsOf(layer, graph, placement, extentOf, inRows)));
  const boxWidths = graph.layers.map((layer) =>
    Math.max(1, ...layer.flatMap(({ node }) => (node === undefined ? [] : [boxWidth(picture, node, size)]))),
  );
  const boxes = boxWidths.reduce((sum, value) => sum + value, 0);
  const incoming = graph.layers
    .slice(1)
    .map((layer) =>
      Math.max(...layer.map(({ id, node }) => (node === undefined ? 0 : incomingOf(graph, id)))),
    );
  for (const spacing of [2, 1]) {
    const lines = orders.map((order) => 2 + Math.max(0, (order.length - 1) * spacing + 1));
    const room = width - boxes - lines.reduce((sum, value) => sum + value, 0);
    const labels = labelWidths(size, incoming, room);
    if (labels === undefined) continue;
    const gapWidths = lines.map((columns, index) => columns + (labels[index] ?? 0));
    const left = Math.floor((room - labels.reduce((sum, value) => sum + value, 0)) / 2);
    return {
      graph,
      size,
      placement,
      extentOf,
      inRows,
      ...columnsOf(boxWidths, gapWidths, orders, spacing, left),
    };
  }
  return undefined;
}

function incomingOf({ links }: LayeredGraph, id: string): number {
  return links.filter(({ to }) => to === id).length;
}

/** What leaves the slots of one layer. */
function netsOf(
  layer: readonly Slot[],
  graph: LayeredGraph,
  placement: Placement,
  extentOf: (slot: Slot) => Extent,
  inRows: ReadonlyMap<Link, number>,
): readonly Net[] {
  return layer.map((slot) => ({
    id: slot.id,
    row: rowOut(slot, placement, extentOf),
    targets: graph.links.filter(({ from }) => from === slot.id).flatMap((link) => inRows.get(link) ?? []),
  }));
}

function columnsOf(
  boxWidths: readonly number[],
  gapWidths: readonly number[],
  orders: readonly (readonly Net[])[],
  spacing: number,
  left: number,
): { columns: Column[]; gaps: Gap[] } {
  const columns: Column[] = [];
  const gaps: Gap[] = [];
  let x = left;
  boxWidths.forEach((boxColumns, index) => {
    columns.push({ x, width: boxColumns });
    x += boxColumns;
    const gapWidth = gapWidths[index];
    if (gapWidth === undefined) return;
    const from = x;
    const tracks = new Map((orders[index] ?? []).map(({ id }, place) => [id, from + 1 + place * spacing]));
    gaps.push({ from, to: from + gapWidth - 1, tracks });
    x += gapWidth;
  });
  return { columns, gaps };
}
