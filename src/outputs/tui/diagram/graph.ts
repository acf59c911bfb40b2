import type { TopologyEdge, TopologyNode, TopologyView } from '../../../contract/views.js';

/** A place in a layer: a node's box, or one row where edges of one source pass to a later layer. */
export interface Slot {
  readonly id: string;
  /** `undefined`: edges only pass here. */
  readonly node: TopologyNode | undefined;
}

/** Edges that go the same way from one layer to the next. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** The node where its edges come from: links of one source may share a line. */
  readonly source: string;
  readonly edges: readonly TopologyEdge[];
}

/** The topology in layers, where every link spans exactly one gap. */
export interface LayeredGraph {
  readonly layers: readonly (readonly Slot[])[];
  readonly links: readonly Link[];
  /** Nodes without any edge. */
  readonly loose: readonly TopologyNode[];
  /** Edges that do not lead to a later layer; they are told, not drawn. */
  readonly against: readonly TopologyEdge[];
}

/** Puts a topology into layers and breaks long edges at the layers between. */
export function layeredGraph(topology: Pick<TopologyView, 'nodes' | 'edges' | 'foreseen'>): LayeredGraph {
  const edges = withForeseen(topology);
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = topology.nodes.filter(({ name }) => linked.has(name));
  const depths = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => a - b);
  const depthOf = new Map(nodes.map((node) => [node.name, depths.indexOf(node.layer)]));
  const layers: Slot[][] = depths.map((depth) =>
    nodes.filter(({ layer }) => layer === depth).map((node) => ({ id: node.name, node })),
  );
  const links = new Map<string, { from: string; to: string; source: string; edges: TopologyEdge[] }>();
  const against: TopologyEdge[] = [];

  for (const edge of edges) {
    const start = depthOf.get(edge.from);
    const end = depthOf.get(edge.to);
    if (start === undefined || end === undefined) continue;
    if (start >= end) {
      against.push(edge);
      continue;
    }
    let from = edge.from;
    for (let depth = start + 1; depth <= end; depth++) {
      const to = depth === end ? edge.to : passing(layers[depth], edge.from, depth);
      const key = `${from}\n${to}`;
      const link = links.get(key) ?? { from, to, source: edge.from, edges: [] };
      link.edges.push(edge);
      links.set(key, link);
      from = to;
    }
  }
  return {
    layers,
    links: [...links.values()],
    loose: topology.nodes.filter(({ name }) => !linked.has(name)),
    against,
  };
}

/** What is only foreseen takes its room in the picture from the start. It is no fact, so no line of it is drawn. */
function withForeseen({
  edges,
  foreseen,
}: Pick<TopologyView, 'edges' | 'foreseen'>): readonly TopologyEdge[] {
  return [...edges, ...foreseen.map((link) => ({ ...link, declared: false, observed: null }))];
}

/** Whether an edge is a fact: declared, seen, or both. */
export function isFact({ declared, observed }: TopologyEdge): boolean {
  return declared || observed !== null;
}

/** The place where edges of a source pass a layer: one for all of them. */
function passing(layer: Slot[] | undefined, source: string, depth: number): string {
  const id = `${source}\n${depth}`;
  if (layer !== undefined && !layer.some((slot) => slot.id === id)) layer.push({ id, node: undefined });
  return id;
}
