import { circlesOf } from '../model/circles.js';
import { withReason } from '../model/uncached.js';
import type { NamedTask, Planned } from './planned.js';

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
  for (const [id, before] of upstreamOf(planned)) graph.set(id, [...(graph.get(id) ?? []), ...before]);
  const circles = circlesOf(graph);
  const reaches = (from: string, goal: string): boolean => {
    if (from === goal) return true;
    if (circles.get(from) === undefined || circles.get(from) !== circles.get(goal)) return false;
    const seen = new Set([from]);
    for (const at of seen) for (const next of graph.get(at) ?? []) seen.add(next);
    return seen.has(goal);
  };
  return planned.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => {
      const self = `${one.project.root}:${task.target}`;
      const dropped = new Set(task.needs.map(idOf).filter((need) => reaches(need, self)));
      if (dropped.size === 0) return task;
      graph.set(
        self,
        (graph.get(self) ?? []).filter((id) => !dropped.has(id)),
      );
      return without(task, dropped);
    }),
  }));
}

/** NB what the dropped one leaves is read as the last run left it, and is in no key. */
function without(task: NamedTask, dropped: ReadonlySet<string>): NamedTask {
  const needs = task.needs.filter((need) => !dropped.has(idOf(need)));
  if (!task.cache) return { ...task, needs };
  const [first = ''] = dropped;
  const reason = `it uses what ${first} makes, which waits for it`;
  return { ...task, needs, cache: false, description: withReason(task.description, reason) };
}

/**
 * What `^build` of a task stands for: the builds of the projects that edges lead to, and where one of them
 * has none, those behind it.
 */
function upstreamOf(planned: readonly Planned[]): Map<string, string[]> {
  const before = new Map<string, string[]>();
  const add = (id: string, more: readonly string[]) => before.set(id, [...(before.get(id) ?? []), ...more]);
  const intents = new Set(planned.flatMap(({ tasks }) => tasks.flatMap(({ upstream = [] }) => upstream)));
  if (intents.size === 0) return before;
  const targets = new Set(
    planned.flatMap(({ project, tasks }) =>
      [...tasks.map(({ target }) => target), ...(project.scripts ?? [])].map(
        (target) => `${project.root}:${target}`,
      ),
    ),
  );
  for (const { project, tasks, links = [] } of planned) {
    const { root, drawnByNx = [] } = project;
    for (const intent of intents) {
      const builds = [...links.map((link) => link.root), ...drawnByNx].map((to) =>
        targets.has(`${to}:${intent}`) ? `${to}:${intent}` : `${to}:^${intent}`,
      );
      add(`${root}:^${intent}`, builds);
    }
    for (const { target, upstream = [] } of tasks)
      if (upstream.length > 0)
        add(
          `${root}:${target}`,
          upstream.map((intent) => `${root}:^${intent}`),
        );
  }
  return before;
}

function idOf({ root, target }: { root: string; target: string }): string {
  return `${root}:${target}`;
}
