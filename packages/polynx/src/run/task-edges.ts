import type { TaskGraph } from '@nx/devkit';

/** Ids of the tasks that come right before one. Nx 23 gives ids, Nx 24 edges. */
export function tasksBefore({ dependencies }: Pick<TaskGraph, 'dependencies'>, task: string): string[] {
  const edges: readonly (string | { readonly id: string })[] = dependencies[task] ?? [];
  return edges.map((edge) => (typeof edge === 'string' ? edge : edge.id));
}
