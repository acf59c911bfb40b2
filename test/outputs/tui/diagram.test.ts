import { expect, test } from 'vitest';
import type { TopologyView } from '../../../src/contract/views.js';
import { layeredGraph } from '../../../src/outputs/tui/diagram/graph.js';
import { labelWidths } from '../../../src/outputs/tui/diagram/label-widths.js';
import { ordered } from '../../../src/outputs/tui/diagram/order.js';
import { placed } from '../../../src/outputs/tui/diagram/place.js';
import { trackOrder } from '../../../src/outputs/tui/diagram/tracks.js';
import { Wires } from '../../../src/outputs/tui/diagram/wires.js';

/** `a0 b1`: nodes with their layer; `a>b`: an edge. */
function topology(nodes: string, edges: string): Pick<TopologyView, 'nodes' | 'edges' | 'foreseen'> {
  return {
    nodes: nodes.split(' ').map((word) => ({
      name: word.slice(0, -1),
      kind: 'service',
      known: true,
      layer: Number(word.slice(-1)),
      rates: null,
      operations: [],
    })),
    edges: edges.split(' ').map((word) => {
      const [from = '', to = ''] = word.split('>');
      return { from, to, declared: true, observed: null };
    }),
    foreseen: [],
  };
}

const box = { height: 4, port: 2 };
const pass = { height: 1, port: 0 };

test('an edge over several layers passes each of them once, however many edges of its source do', () => {
  const graph = layeredGraph(topology('a0 b1 c2 d2', 'a>b b>c a>c a>d'));
  expect(graph.layers.map((layer) => layer.length)).toEqual([1, 2, 2]);
  expect(
    graph.links.map(({ from, to, edges }) => `${from}>${to} ${edges.length}`.replaceAll('\n', '@')),
  ).toEqual(['a>b 1', 'b>c 1', 'a>a@1 2', 'a@1>c 1', 'a@1>d 1']);
});

test('edges that lead back are told, not drawn; nodes without edges stand apart', () => {
  const graph = layeredGraph(topology('a0 b1 alone2', 'a>b b>a'));
  expect(graph.against.map(({ from, to }) => `${from}>${to}`)).toEqual(['b>a']);
  expect(graph.loose.map(({ name }) => name)).toEqual(['alone']);
});

test('slots stand near what they are linked with', () => {
  const graph = ordered(layeredGraph(topology('a0 b0 c1 d1', 'a>d b>c')));
  expect(graph.layers.map((layer) => layer.map(({ id }) => id))).toEqual([
    ['a', 'b'],
    ['d', 'c'],
  ]);
});

test('a chain is one straight line', () => {
  const graph = layeredGraph(topology('a0 b1 c2', 'a>b b>c'));
  const placement = placed(graph, () => box, 20, 1);
  expect([...(placement?.tops.values() ?? [])]).toEqual([0, 0, 0]);
  expect(placement?.height).toBe(4);
});

test('what two share stands between them, and nothing overlaps', () => {
  const graph = layeredGraph(topology('a0 b1 c1 d1 e2', 'a>b a>c a>d b>e c>e d>e'));
  const placement = placed(graph, ({ node }) => (node === undefined ? pass : box), 30, 1);
  expect(Object.fromEntries(placement?.tops ?? [])).toEqual({ a: 5, b: 0, c: 5, d: 10, e: 5 });
});

test('what does not fit is not placed', () => {
  const graph = layeredGraph(topology('a0 b1 c1 d1', 'a>b a>c a>d'));
  expect(placed(graph, () => box, 13, 1)).toBeUndefined();
  expect(placed(graph, () => box, 14, 1)).toBeDefined();
});

test('where room is short, labels come first where several lines lead to one box', () => {
  expect(labelWidths('narrow', [1, 2, 4], 5)).toBeUndefined();
  expect(labelWidths('narrow', [1, 2, 4], 6)).toEqual([2, 2, 2]);
  expect(labelWidths('narrow', [1, 2, 4], 10)).toEqual([2, 2, 5]);
  expect(labelWidths('narrow', [1, 2, 4], 12)).toEqual([2, 5, 5]);
  expect(labelWidths('narrow', [1, 2, 4], 200)).toEqual([9, 9, 9]);
});

test('vertical lines are ordered so that none crosses another without need', () => {
  const falling = { id: 'upper', row: 1, targets: [5] };
  const lower = { id: 'lower', row: 3, targets: [7] };
  const straight = { id: 'straight', row: 9, targets: [9] };
  expect(trackOrder([falling, lower, straight]).map(({ id }) => id)).toEqual(['lower', 'upper']);
});

test('lines of one source join, lines of two only cross', () => {
  const look = { kind: 'active', lit: false } as const;
  const wires = new Wires();
  wires.horizontal('a', 1, 0, 2, look);
  wires.vertical('a', 2, 0, 2, look);
  wires.horizontal('a', 0, 2, 6, look);
  wires.horizontal('a', 2, 2, 6, look);
  wires.vertical('b', 4, 0, 2, look);
  wires.horizontal('b', 1, 4, 6, look);
  expect(drawing(wires, 7, 3)).toEqual(['  ╭─┬──', '──┤ ├──', '  ╰─┴──']);
  const crossing = new Wires();
  crossing.horizontal('a', 1, 0, 4, look);
  crossing.vertical('b', 2, 0, 2, look);
  expect(drawing(crossing, 5, 3)).toEqual(['  │  ', '──│──', '  │  ']);
});

test('where lines cross, the one that tells more is drawn', () => {
  const wires = new Wires();
  wires.horizontal('a', 1, 0, 4, { kind: 'failing', lit: false });
  wires.vertical('b', 2, 0, 2, { kind: 'declared', lit: false });
  expect(drawing(wires, 5, 3)).toEqual(['  ┆  ', '━━━━━', '  ┆  ']);
});

function drawing(wires: Wires, width: number, height: number): readonly string[] {
  const rows = Array.from({ length: height }, () => Array<string>(width).fill(' '));
  for (const { x, y, character } of wires.drawn()) rows[y]?.splice(x, 1, character);
  return rows.map((row) => row.join(''));
}
