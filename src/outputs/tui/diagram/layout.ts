import type { Picture } from '../picture.js';
import { type LayeredGraph, type Link, layeredGraph, type Slot } from './graph.js';
import { type BoxSize, boxHeight, boxWidth } from './node-box.js';
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

/** Room for the label of an edge: what is wished, and the least. */
const labels: Record<BoxSize, readonly [wished: number, least: number]> = {
  wide: [14, 8],
  medium: [9, 5],
  narrow: [9, 5],
  small: [5, 3],
};

const attempts: readonly (readonly [size: BoxSize, gap: number])[] = [
  ['wide', 1],
  ['medium', 1],
  ['narrow', 1],
  ['wide', 0],
  ['medium', 0],
  ['narrow', 0],
  ['small', 1],
  ['small', 0],
];

/** The largest layout that fits, `undefined` where none does. */
export function layoutOf(picture: Picture, width: number, rows: number): Layout | undefined {
  const graph = ordered(layeredGraph(picture.topology));
  if (graph.layers.length === 0) return undefined;
  for (const [size, gap] of attempts) {
    const layout = attempt(picture, graph, size, gap, width, rows);
    if (layout !== undefined) return layout;
  }
  return undefined;
}

function attempt(
  picture: Picture,
  graph: LayeredGraph,
  size: BoxSize,
  gap: number,
  width: number,
  rows: number,
): Layout | undefined {
  const extentOf = ({ node }: Slot): Extent => {
    if (node === undefined) return { height: 1, port: 0 };
    const incoming = graph.links.filter(({ to }) => to === node.name).length;
    return { height: boxHeight(picture, node, size, incoming), port: size === 'small' ? 1 : 2 };
  };
  const placement = placed(graph, extentOf, rows, gap);
  if (placement === undefined) return undefined;
  const inRows = rowsIn(graph, placement, extentOf);
  const orders = graph.layers
    .slice(0, -1)
    .map((layer) => trackOrder(netsOf(layer, graph, placement, extentOf, inRows)));
  const boxWidths = graph.layers.map((layer) =>
    Math.max(1, ...layer.flatMap(({ node }) => (node === undefined ? [] : [boxWidth(node, size)]))),
  );
  const boxes = boxWidths.reduce((sum, value) => sum + value, 0);
  const [wished, least] = labels[size];
  for (const [label, spacing] of [
    [wished, 2],
    [least, 2],
    [least, 1],
  ] as const) {
    const gapWidths = orders.map((order) => 2 + Math.max(0, (order.length - 1) * spacing + 1) + label);
    const total = boxes + gapWidths.reduce((sum, value) => sum + value, 0);
    if (total <= width) {
      const left = Math.floor((width - total) / 2);
      return {
        graph,
        size,
        placement,
        extentOf,
        inRows,
        ...columnsOf(boxWidths, gapWidths, orders, spacing, left),
      };
    }
  }
  return undefined;
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
