import type { Planned } from './planned.js';

/**
 * Two projects that each need the other's build would fail every run of either. The need that closes a circle
 * is dropped, in the order of the projects, so the answer is always the same one.
 */
export function breakCycles(planned: readonly Planned[]): Planned[] {
  const graph = new Map<string, readonly string[]>();
  for (const { project, tasks } of planned) {
    for (const { target, needs } of tasks)
      if (needs.length > 0) graph.set(`${project.root}:${target}`, needs.map(idOf));
  }
  if (graph.size === 0) return planned.slice();
  const reaches = (from: string, goal: string): boolean => {
    const seen = new Set([from]);
    for (const at of seen) for (const next of graph.get(at) ?? []) seen.add(next);
    return seen.has(goal);
  };
  return planned.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => {
      if (task.needs.length === 0) return task;
      const self = `${one.project.root}:${task.target}`;
      const needs = task.needs.filter((need) => !reaches(idOf(need), self));
      graph.set(self, needs.map(idOf));
      return { ...task, needs };
    }),
  }));
}

function idOf({ root, target }: { root: string; target: string }): string {
  return `${root}:${target}`;
}
