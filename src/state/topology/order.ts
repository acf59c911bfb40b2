import { byName, type Link } from './layers.js';
import type { TopologyNode } from './topology.js';

/**
 * The nodes by layer, and within a layer near to their callers, so that few lines cross. Ties are ordered by name: the same graph always
 * gives the same order.
 */
export function inOrder(nodes: readonly TopologyNode[], links: readonly Link[]): readonly TopologyNode[] {
  const placed = new Map<string, number>();
  const ordered: TopologyNode[] = [];
  const layers = [...new Set(nodes.map((node) => node.layer))].sort((left, right) => left - right);
  for (const layer of layers) {
    const row = nodes
      .filter((node) => node.layer === layer)
      .map((node) => ({ node, weight: meanPlace(node.name, links, placed) }))
      .sort((left, right) => left.weight - right.weight || byName(left.node.name, right.node.name));
    row.forEach(({ node }, index) => {
      placed.set(node.name, (index + 0.5) / row.length);
      ordered.push(node);
    });
  }
  return ordered;
}

/** The mean place of a node's callers in the layers above; the middle where it has none. */
function meanPlace(name: string, links: readonly Link[], placed: ReadonlyMap<string, number>): number {
  const places: number[] = [];
  for (const { from, to } of links) {
    const place = to === name ? placed.get(from) : undefined;
    if (place !== undefined) places.push(place);
  }
  return places.length === 0 ? 0.5 : places.reduce((sum, place) => sum + place, 0) / places.length;
}
