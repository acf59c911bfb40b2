import { byName, type Link, layersOf } from '../../../state/topology/layers.js';
import { inOrder } from '../../../state/topology/order.js';
import type { Topology, TopologyEdge, TopologyNode } from '../../../state/topology/topology.js';
import type { Picture } from '../picture.js';

/**
 * The topology with room for what is sure to come: an entrance that has asked nobody yet will ask the gateways inside. Nodes so
 * stand where they will stand when traffic begins. What is only foreseen is neither declared nor observed, and is not drawn.
 */
export function foreseen(picture: Picture): Topology {
  const { nodes, edges } = picture.topology;
  const expected = nodes
    .filter((node) => isGateway(node) && isPublished(picture, node) && !asksSomebody(node, edges))
    .flatMap(({ name: from }) =>
      nodes
        .filter((node) => isGateway(node) && !isPublished(picture, node))
        .map(({ name: to }) => ({ from, to, declared: false, observed: undefined })),
    );
  if (expected.length === 0) return picture.topology;
  const all = [...edges, ...expected].sort((a, b) => byName(a.from, b.from) || byName(a.to, b.to));
  return { nodes: relayered(nodes, all), edges: all };
}

/** Whether an edge is a fact: declared, seen, or both. */
export function isFact({ declared, observed }: TopologyEdge): boolean {
  return declared || observed !== undefined;
}

function isGateway({ kind }: TopologyNode): boolean {
  return kind === 'gateway';
}

function isPublished({ snapshot }: Picture, { name }: TopologyNode): boolean {
  const definition = snapshot.environment?.services[name];
  return definition !== undefined && definition.ports.length + definition.open.length > 0;
}

function asksSomebody({ name }: TopologyNode, edges: readonly TopologyEdge[]): boolean {
  return edges.some(({ from }) => from === name);
}

function relayered(nodes: readonly TopologyNode[], links: readonly Link[]): readonly TopologyNode[] {
  const layers = layersOf(nodes, links);
  return inOrder(
    nodes.map((node) => ({ ...node, layer: layers.get(node.name) ?? node.layer })),
    links,
  );
}
