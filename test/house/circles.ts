/**
 * The circles of a graph, each as its nodes in sorted order: every set of nodes that all lead to each other, and every node that leads
 * to itself. Tarjan's algorithm.
 */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const circles: (readonly string[])[] = [];

  const visit = (node: string): void => {
    const index = order.size;
    order.set(node, index);
    lowest.set(node, index);
    path.push(node);
    onPath.add(node);
    const low = (other: number | undefined) =>
      lowest.set(node, Math.min(lowest.get(node) ?? index, other ?? index));
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) {
        visit(next);
        low(lowest.get(next));
      } else if (onPath.has(next)) low(order.get(next));
    }
    if (lowest.get(node) !== index) return;
    const members = path.splice(path.indexOf(node));
    for (const member of members) onPath.delete(member);
    if (members.length > 1 || graph.get(node)?.includes(node)) circles.push(members.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}
