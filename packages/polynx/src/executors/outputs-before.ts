import type { ExecutorContext } from '@nx/devkit';

/** Everything that the tasks before this one leave, however far up: Nx says there which of it is an input. */
export function outputsBefore({
  taskGraph,
  projectName,
  targetName,
  configurationName,
}: ExecutorContext): string[] {
  const ids = [
    [projectName, targetName, configurationName],
    [projectName, targetName],
  ].map((parts) => parts.filter((part) => part !== undefined).join(':'));
  const before = (id: string) => (taskGraph?.dependencies[id] ?? []).map(idOf);
  const seen = new Set(ids.flatMap(before));
  for (const id of seen) for (const earlier of before(id)) seen.add(earlier);
  return [...seen].flatMap((id) => taskGraph?.tasks[id]?.outputs ?? []);
}

/** Nx 23 gives ids, Nx 24 edges. */
function idOf(edge: string | { readonly id: string }): string {
  return typeof edge === 'string' ? edge : edge.id;
}
