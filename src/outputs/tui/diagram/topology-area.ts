import { styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import type { Picture } from '../picture.js';
import { drawDiagram } from './draw.js';
import { isFact, layeredGraph } from './graph.js';
import { type Layout, layoutOf } from './layout.js';
import { drawList, listed } from './list.js';
import { drawShelf } from './shelf.js';

/** The drawn topology, and how the arrow keys move in it. */
export interface TopologyArea {
  readonly lines: readonly Line[];
  /** Names by layer, each from top to bottom; one layer where it is a list. */
  readonly grid: readonly (readonly string[])[];
  /** Whether a diagram has room, drawn or not. */
  readonly hasDiagram: boolean;
}

/** The topology in at most `rows` rows: as a diagram where it fits and the user did not ask for the list. */
export function topologyArea(
  picture: Picture,
  options: {
    readonly selected: string | undefined;
    readonly asList: boolean;
    readonly width: number;
    readonly rows: number;
  },
): TopologyArea {
  const { selected, asList, width, rows } = options;
  if (picture.topology.nodes.length === 0) {
    return {
      lines: [styled(' No service is known yet: the Compose files are being read.', faint)],
      grid: [],
      hasDiagram: false,
    };
  }
  const { loose, against } = layeredGraph(picture.topology);
  const shelf = drawShelf(picture, loose, against.filter(isFact), selected, width);
  const room = rows - (shelf.length > 0 ? shelf.length + 1 : 0);
  const layout = layoutOf(picture, width, room);
  if (asList || layout === undefined) {
    return {
      lines: drawList(picture, selected, width, rows),
      grid: [listed(picture).map(({ name }) => name)],
      hasDiagram: layout !== undefined,
    };
  }
  const diagram = drawDiagram(picture, layout, selected, width);
  return {
    lines: shelf.length > 0 ? [...diagram, [], ...shelf] : diagram,
    grid: gridOf(
      layout,
      loose.map(({ name }) => name),
    ),
    hasDiagram: true,
  };
}

/** The shelf is the last layer: right of the rightmost boxes. */
function gridOf({ graph }: Layout, shelf: readonly string[]): readonly (readonly string[])[] {
  const layers = graph.layers.map((layer) => layer.flatMap(({ node }) => node?.name ?? []));
  return shelf.length > 0 ? [...layers, shelf] : layers;
}
