import type { TopologyEdge } from '../../../contract/views.js';
import { lineWidth, styled } from '../line/line.js';
import type { Line } from '../line/span.js';
import type { Picture } from '../picture.js';
import { sumOfEdges, trafficIsSeen } from '../words/traffic-words.js';
import { Canvas } from './canvas.js';
import { flowLabel } from './flow-label.js';
import { isFact, type Link } from './graph.js';
import type { Gap, Layout } from './layout.js';
import { nodeBox } from './node-box.js';
import { rowOut } from './ports.js';
import { type WireKind, type WireLook, Wires, wireKinds, wireStyle } from './wires.js';

/** The diagram as lines of at most `width` columns. */
export function drawDiagram(
  picture: Picture,
  layout: Layout,
  selected: string | undefined,
  width: number,
): readonly Line[] {
  const canvas = new Canvas(width, layout.placement.height);
  drawWires(picture, layout, selected, canvas);
  drawBoxes(picture, layout, selected, canvas);
  drawHeads(picture, layout, selected, canvas);
  return canvas.lines();
}

function drawWires(picture: Picture, layout: Layout, selected: string | undefined, canvas: Canvas): void {
  const wires = new Wires();
  layout.graph.layers.forEach((layer, depth) => {
    const column = layout.columns[depth];
    const gap = layout.gaps[depth];
    for (const slot of layer) {
      const out = rowOut(slot, layout.placement, layout.extentOf);
      for (const link of layout.graph.links) {
        if (!link.edges.some(isFact)) continue;
        const look = lookOf(picture, link.edges, selected);
        if (link.to === slot.id && slot.node === undefined && column !== undefined) {
          wires.horizontal(link.source, out, column.x - 1, column.x + column.width, look);
        }
        if (link.from === slot.id && gap !== undefined) {
          const row = layout.inRows.get(link) ?? out;
          const track = gap.tracks.get(slot.id);
          wires.horizontal(link.source, out, gap.from, track ?? gap.to, look);
          if (track === undefined) continue;
          wires.vertical(link.source, track, out, row, look);
          wires.horizontal(link.source, row, track, gap.to, look);
        }
      }
    }
  });
  for (const { x, y, character, style } of wires.drawn()) canvas.write(x, y, styled(character, style));
}

function drawBoxes(picture: Picture, layout: Layout, selected: string | undefined, canvas: Canvas): void {
  layout.graph.layers.forEach((layer, depth) => {
    const column = layout.columns[depth];
    if (column === undefined) return;
    for (const slot of layer) {
      if (slot.node === undefined) continue;
      const top = layout.placement.tops.get(slot.id) ?? 0;
      const { height } = layout.extentOf(slot);
      const box = nodeBox(picture, slot.node, layout.size, column.width, height, slot.id === selected);
      box.forEach((row, index) => {
        canvas.write(column.x, top + index, row);
      });
    }
  });
}

/** Arrow heads, with what comes in through each. */
function drawHeads(picture: Picture, layout: Layout, selected: string | undefined, canvas: Canvas): void {
  const seen = trafficIsSeen(picture);
  layout.graph.layers.slice(1).forEach((layer, index) => {
    const gap = layout.gaps[index];
    if (gap === undefined) return;
    for (const slot of layer) {
      if (slot.node === undefined) continue;
      for (const [row, edges] of edgesByRow(layout, slot.id)) {
        if (!edges.some(isFact)) continue;
        const style = wireStyle(lookOf(picture, edges, selected));
        canvas.write(gap.to, row, styled('▸', style));
        const flow = seen ? sumOfEdges(edges) : undefined;
        const label = flow === undefined ? [] : flowLabel(flow, labelRoom(gap));
        canvas.write(gap.to - lineWidth(label) - 1, row, label);
      }
    }
  });
}

function edgesByRow(layout: Layout, id: string): ReadonlyMap<number, readonly TopologyEdge[]> {
  const byRow = new Map<number, readonly TopologyEdge[]>();
  for (const link of layout.graph.links) {
    const row = layout.inRows.get(link);
    if (link.to === id && row !== undefined) byRow.set(row, [...(byRow.get(row) ?? []), ...link.edges]);
  }
  return byRow;
}

/** Columns between the last vertical line and the arrow head, less one of line on both sides. */
function labelRoom({ from, to, tracks }: Gap): number {
  return to - Math.max(from, ...tracks.values()) - 2;
}

/** How a link looks: as the most telling of its edges. */
function lookOf(picture: Picture, edges: Link['edges'], selected: string | undefined): WireLook {
  const seen = trafficIsSeen(picture);
  const kinds = edges.map((edge) => wireKinds.indexOf(kindOf(edge, seen)));
  return {
    kind: wireKinds[Math.max(...kinds)] ?? 'declared',
    lit: edges.some(({ from, to }) => from === selected || to === selected),
  };
}

function kindOf({ observed }: TopologyEdge, seen: boolean): WireKind {
  if (observed === null) return 'declared';
  if (!seen || observed.requestsPerSecond <= 0) return 'idle';
  return observed.errorsPerSecond > 0 ? 'failing' : 'active';
}
