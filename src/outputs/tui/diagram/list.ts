import type { TopologyNode } from '../../../contract/views.js';
import { line, lineWidth, pad, styled, truncate } from '../line/line.js';
import { faint, type Line, textWidth } from '../line/span.js';
import type { Picture } from '../picture.js';
import { addressLine } from '../words/address.js';
import { codeLine } from '../words/build-words.js';
import { kindIcon } from '../words/kind-icon.js';
import { stateWords } from '../words/replica-words.js';
import { stateLook } from '../words/state-look.js';
import { nodeFlowLine } from '../words/traffic-words.js';
import { upstreams } from './upstreams.js';

/** The topology as a list, for where the diagram has no room: a row per node in the order of layers, with what each calls. */
export function drawList(
  picture: Picture,
  selected: string | undefined,
  width: number,
  rows: number,
): readonly Line[] {
  const nodes = listed(picture);
  const nameWidth = Math.min(22, Math.max(12, ...nodes.map(({ name }) => textWidth(name) + 2)));
  const wordWidth = 2 + Math.max(5, ...nodes.map(({ name }) => wordOf(picture, name).length));
  const start = windowStart(
    nodes.findIndex(({ name }) => name === selected),
    nodes.length,
    rows,
  );
  const shown = nodes.slice(start, start + rows);
  return shown.map((node, index) => {
    const before = start > 0 && index === 0 ? `↑${start}` : '';
    const hidden = nodes.length - start - shown.length;
    const after = hidden > 0 && index === shown.length - 1 ? `↓${hidden}` : '';
    const more = styled(before === '' ? after : before, faint);
    return line(
      pad(
        nodeRow(picture, node, node.name === selected, { nameWidth, wordWidth, width: width - 5 }),
        width - 4,
      ),
      more,
    );
  });
}

/** Nodes in the order of the list: by layer, then as declared. */
export function listed({ topology }: Picture): readonly TopologyNode[] {
  return [...topology.nodes].sort((a, b) => a.layer - b.layer);
}

function wordOf({ services }: Picture, name: string): string {
  const service = services.get(name);
  return service === undefined ? 'outside' : stateWords(service);
}

/** Which row comes first, so that the selected one is seen. */
function windowStart(selected: number, count: number, rows: number): number {
  if (count <= rows || selected < 0) return 0;
  return Math.min(Math.max(0, selected - Math.floor(rows / 2)), count - rows);
}

function nodeRow(
  picture: Picture,
  node: TopologyNode,
  selected: boolean,
  { nameWidth, wordWidth, width }: { nameWidth: number; wordWidth: number; width: number },
): Line {
  const service = picture.services.get(node.name);
  const look = stateLook(service?.state ?? 'unknown');
  const name = styled(`${kindIcon(node.kind)} ${node.name}`, selected ? { inverse: true, bold: true } : {});
  const head = line(
    styled(selected ? '▸' : ' ', { colour: 'cyan', bold: true }),
    styled(`${look.symbol} `, look.style),
    pad(name, nameWidth),
    ' ',
    pad(styled(wordOf(picture, node.name), look.style), wordWidth),
  );
  const settled =
    service === undefined ||
    (service.state === 'ready' && service.cause === null) ||
    service.state === 'done';
  if (!settled) return truncate(line(head, styled(service.cause ?? '', faint)), width);
  // Columns for what every row has; the rest takes what is left.
  const { trafficWidth, codeWidth, addressWidth } = columnsOf(width);
  const url = service?.urls[0]?.url;
  const address = (room: number) => (url === undefined ? [] : addressLine(url, room, faint));
  const code =
    service === undefined || service.code === null
      ? addressWidth === 0
        ? address(codeWidth - 1)
        : []
      : codeLine(service, service.code, picture.now, codeWidth - 1);
  const traffic = pad(nodeFlowLine(picture, node.name, trafficWidth - 1), trafficWidth);
  const rest = width - lineWidth(head) - trafficWidth - codeWidth - addressWidth;
  return line(
    head,
    traffic,
    pad(code, codeWidth),
    addressWidth === 0 ? [] : pad(address(addressWidth - 1), addressWidth),
    upstreams(picture, node.name, rest),
  );
}

/** Where there is no column for addresses, those of services without builds stand in the column of builds. */
function columnsOf(width: number): { trafficWidth: number; codeWidth: number; addressWidth: number } {
  if (width > 150) return { trafficWidth: 28, codeWidth: 28, addressWidth: 30 };
  if (width > 110) return { trafficWidth: 22, codeWidth: 22, addressWidth: 16 };
  return { trafficWidth: 16, codeWidth: 15, addressWidth: 0 };
}
