import type { ServiceView } from '../../../state/services/service-view.js';
import type { TopologyNode } from '../../../state/topology/topology.js';
import { line, lineWidth, pad, styled, truncate } from '../line/line.js';
import { faint, type Line, plain, type Style, textWidth } from '../line/span.js';
import type { Picture } from '../picture.js';
import { kindIcon } from '../words/kind-icon.js';
import { stateLook } from '../words/state-look.js';
import { boxContent } from './box-content.js';

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

/** The box of a node, `width` columns wide. */
export function nodeBox(
  picture: Picture,
  node: TopologyNode,
  size: BoxSize,
  width: number,
  height: number,
  selected: boolean,
): readonly Line[] {
  const service = picture.services.get(node.name);
  const look = service === undefined ? undefined : stateLook(service.state);
  const troubled = service !== undefined && isTroubled(service);
  const edge: Style = selected
    ? { colour: 'cyan', bold: true }
    : troubled
      ? { colour: 'red' }
      : look?.style.dim || !node.known
        ? faint
        : plain;
  const [topLeft, topRight, bottomLeft, bottomRight, level, upright] = selected
    ? [...'┏┓┗┛━┃']
    : [...'╭╮╰╯─│'];
  const name = styled(` ${kindIcon(node.kind)} ${node.name} `, {
    ...edge,
    bold: service?.state !== 'declared',
  });
  const title = truncate(name, width - 3);
  const rest = Math.max(0, width - 3 - lineWidth(title));
  const content = boxContent(picture, node, size, width - 4);
  return [
    line(styled(`${topLeft}${level}`, edge), title, styled(`${level?.repeat(rest)}${topRight}`, edge)),
    ...Array.from({ length: height - 2 }, (_, row) => {
      const text = content[row] ?? [];
      // A word that is longer by one takes the blank at the edge.
      const room = lineWidth(text) > width - 4 ? width - 3 : width - 4;
      const blank = ' '.repeat(width - 3 - room);
      return line(styled(`${upright} `, edge), pad(text, room), styled(`${blank}${upright}`, edge));
    }),
    styled(`${bottomLeft}${level?.repeat(width - 2)}${bottomRight}`, edge),
  ];
}

function isTroubled({ state, code }: ServiceView): boolean {
  return state === 'failed' || state === 'unhealthy' || state === 'unavailable' || code?.state === 'stale';
}
