import type { ServiceView, TopologyNode } from '../../../contract/views.js';
import { line, lineWidth, pad, styled, truncate } from '../line/line.js';
import { faint, type Line, plain, type Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { kindIcon } from '../words/kind-icon.js';
import { replicaWords } from '../words/replica-words.js';
import { stateLook } from '../words/state-look.js';
import { boxContent } from './box-content.js';
import type { BoxSize } from './box-size.js';

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
  const titleStyle: Style = { ...edge, bold: service?.state !== 'declared' };
  const count = service === undefined ? [] : countLine(service);
  const name = ` ${kindIcon(node.kind)} ${node.name}`;
  const title =
    count.length === 0
      ? truncate(styled(`${name} `, titleStyle), width - 3)
      : line(truncate(styled(name, titleStyle), width - 4 - lineWidth(count)), count, ' ');
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

/** How many are ready of those wanted; in the colour of the state where some are missing. */
function countLine(service: ServiceView): Line {
  const words = replicaWords(service);
  if (words === undefined) return [];
  const { ready, wanted } = service.replicas;
  return styled(` ${words}`, ready < wanted ? stateLook(service.state).style : {});
}

function isTroubled({ state, code }: ServiceView): boolean {
  return state === 'failed' || state === 'unhealthy' || state === 'unavailable' || code?.state === 'stale';
}
