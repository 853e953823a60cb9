/**
 * The circles of a graph: of each node that leads back to itself by way of others, which circle it is in.
 * Tarjan's algorithm, linear, and without recursion, since a repository decides how deep the graph is.
 */
export function circlesOf(edges: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  const circles = new Map<string, string>();
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const at = (found: ReadonlyMap<string, number>, node: string) => found.get(node) ?? 0;
  const lower = (node: string, to: number) => lowest.set(node, Math.min(at(lowest, node), to));
  const enter = (node: string) => {
    order.set(node, order.size);
    lowest.set(node, at(order, node));
    open.push(node);
    isOpen.add(node);
    return { node, rest: [...(edges.get(node) ?? [])] };
  };
  const leave = (node: string) => {
    if (at(lowest, node) !== at(order, node)) return;
    const members = open.splice(open.lastIndexOf(node));
    for (const member of members) {
      isOpen.delete(member);
      if (members.length > 1) circles.set(member, node);
    }
  };
  for (const start of edges.keys()) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.rest.pop();
      if (next === undefined) {
        leave(step.node);
        path.pop();
        const above = path.at(-1)?.node;
        if (above !== undefined) lower(above, at(lowest, step.node));
      } else if (!order.has(next)) path.push(enter(next));
      else if (isOpen.has(next)) lower(step.node, at(order, next));
    }
  }
  return circles;
}
