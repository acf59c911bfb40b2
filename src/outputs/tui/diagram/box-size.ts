import type { ServiceView, TopologyNode } from '../../../contract/views.js';
import { textWidth } from '../line/span.js';
import type { Picture } from '../picture.js';
import { replicaWidth } from '../words/replica-words.js';

/** How much of a node its box shows. */
export type BoxSize = 'wide' | 'medium' | 'narrow' | 'small';

const widths: Record<BoxSize, { readonly least: number; readonly most: number }> = {
  wide: { least: 29, most: 34 },
  medium: { least: 17, most: 22 },
  narrow: { least: 14, most: 16 },
  small: { least: 14, most: 16 },
};

/** Columns of a box. They depend on the name and on how many are wanted, so that a number that comes and goes never moves the picture. */
export function boxWidth(picture: Picture, node: TopologyNode, size: BoxSize): number {
  const { least, most } = widths[size];
  const count = countWidth(picture.services.get(node.name));
  return Math.min(most + count, Math.max(least, textWidth(node.name) + 7 + count));
}

/** The count of instances stands in the title, with a blank: there no size of a box cuts it. */
function countWidth(service: ServiceView | undefined): number {
  const width = service === undefined ? 0 : replicaWidth(service);
  return width === 0 ? 0 : width + 1;
}

const mostRows = 6;

/** Rows of a box: state and traffic, for `go` services which code runs, and one for each line that comes in. */
export function boxHeight(picture: Picture, node: TopologyNode, size: BoxSize, incoming: number): number {
  if (size === 'small') return 3;
  const content = (picture.services.get(node.name)?.code ?? null) === null ? 2 : 3;
  return 2 + Math.max(content, Math.min(incoming, mostRows));
}
