import type { TopologyNode } from '../../../state/topology/topology.js';
import { textWidth } from '../line/span.js';
import type { Picture } from '../picture.js';

/** How much of a node its box shows. */
export type BoxSize = 'wide' | 'medium' | 'narrow' | 'small';

const widths: Record<BoxSize, { readonly least: number; readonly most: number }> = {
  wide: { least: 29, most: 34 },
  medium: { least: 17, most: 22 },
  narrow: { least: 14, most: 16 },
  small: { least: 14, most: 16 },
};

/** Columns of a box. They depend on the name alone, so that a changing number never moves the picture. */
export function boxWidth(node: TopologyNode, size: BoxSize): number {
  const { least, most } = widths[size];
  return Math.min(most, Math.max(least, textWidth(node.name) + 7));
}

const mostRows = 6;

/** Rows of a box: state and traffic, for `go` services which code runs, and one for each line that comes in. */
export function boxHeight(picture: Picture, node: TopologyNode, size: BoxSize, incoming: number): number {
  if (size === 'small') return 3;
  const content = picture.services.get(node.name)?.code === undefined ? 2 : 3;
  return 2 + Math.max(content, Math.min(incoming, mostRows));
}
