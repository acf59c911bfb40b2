import type { TopologyEdge, TopologyNode } from '../../../contract/views.js';
import { joined, line, lineWidth, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import type { Picture } from '../picture.js';
import { kindIcon } from '../words/kind-icon.js';
import { replicaWords, stateWords } from '../words/replica-words.js';
import { stateLook } from '../words/state-look.js';
import { flowLine, sumOfEdges, trafficIsSeen } from '../words/traffic-words.js';

/** What stands under the diagram: nodes without an edge, and edges that lead back. */
export function drawShelf(
  picture: Picture,
  loose: readonly TopologyNode[],
  against: readonly TopologyEdge[],
  selected: string | undefined,
  width: number,
): readonly Line[] {
  const nodes = loose.map((node) => nodeItem(picture, node, node.name === selected));
  const edges = against.map((edge) => backItem(edge, trafficIsSeen(picture)));
  return [...rowsOf('alone', nodes, width), ...rowsOf('leads back', edges, width)];
}

function nodeItem(picture: Picture, node: TopologyNode, selected: boolean): Line {
  const service = picture.services.get(node.name);
  const look = stateLook(service?.state ?? 'unknown');
  const style = selected ? ({ colour: 'cyan', bold: true, inverse: true } as const) : {};
  const calm = service?.state === 'ready' || service?.state === 'done';
  const words =
    service === undefined ? 'outside' : calm ? (replicaWords(service) ?? '') : stateWords(service);
  return line(
    styled(`${look.symbol} `, look.style),
    styled(`${kindIcon(node.kind)} ${node.name}`, style),
    styled(words === '' ? '' : ` ${words}`, look.style),
  );
}

function backItem(edge: TopologyEdge, seen: boolean): Line {
  const flow = seen ? sumOfEdges([edge]) : undefined;
  const active = flow !== undefined && flow.perSecond > 0;
  const words = styled(`${edge.from} → ${edge.to}`, active ? { colour: 'cyan' } : faint);
  return active ? line(words, ' ', flowLine(flow, 18)) : words;
}

function rowsOf(label: string, items: readonly Line[], width: number): readonly Line[] {
  const rows: Line[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  const room = width - label.length - 3;
  for (const item of items) {
    const needed = lineWidth(item) + 3;
    if (taken + needed > room) {
      rows.push([]);
      taken = 0;
    }
    rows.at(-1)?.push(item);
    taken += needed;
  }
  return rows.map((row, index) =>
    line(
      styled(` ${index === 0 ? label : ' '.repeat(label.length)}  `, faint),
      joined(row, [...styled('   ', faint)]),
    ),
  );
}
