import type { ServiceKind } from '../../environment/environment.js';
import { kindRank } from './kind-rank.js';

/** What layering needs of a node. */
export interface Placeable {
  readonly name: string;
  readonly kind: ServiceKind;
}

/** What layering needs of an edge: `from` calls `to`. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/**
 * The layer of each node: below all nodes of an earlier rank, and below the nodes of its own rank that call it (longest path). Links from a
 * later rank to an earlier one, and links that close a circle, are ignored. Names alone decide which link closes a circle, so that the
 * picture does not jump.
 */
export function layersOf(nodes: readonly Placeable[], links: readonly Link[]): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  let base = 0;
  for (let rank = 0; rank <= 4; rank++) {
    const names = nodes.filter((node) => kindRank(node.kind) === rank).map((node) => node.name);
    if (names.length === 0) continue;
    const depths = depthsOf(names.sort(byName), links);
    for (const [name, depth] of depths) layers.set(name, base + depth);
    base += Math.max(...depths.values()) + 1;
  }
  return layers;
}

/** Compares by code unit, so that the order is the same on every machine. */
export function byName(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The length of the longest path to each node within one rank. */
function depthsOf(names: readonly string[], links: readonly Link[]): ReadonlyMap<string, number> {
  const callers = new Map(names.map((name) => [name, new Set<string>()]));
  for (const { from, to } of links) if (callers.has(from) && from !== to) callers.get(to)?.add(from);
  const depths = new Map<string, number>();
  const path = new Set<string>();
  const visit = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    path.add(name);
    let depth = 0;
    for (const caller of [...(callers.get(name) ?? [])].sort(byName)) {
      if (!path.has(caller)) depth = Math.max(depth, visit(caller) + 1);
    }
    path.delete(name);
    depths.set(name, depth);
    return depth;
  };
  for (const name of names) visit(name);
  return depths;
}
