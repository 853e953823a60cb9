import type { ExecutorContext } from '@nx/devkit';
import { literalOf } from '../model/globs.js';
import { tasksBefore } from './task-edges.js';

/**
 * The files and folders that the tasks before this one leave, however far up: Nx says there which of it is an
 * input.
 */
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
  const before = (id: string) => (taskGraph === undefined ? [] : tasksBefore(taskGraph, id));
  const seen = new Set(ids.flatMap(before));
  for (const id of seen) for (const earlier of before(id)) seen.add(earlier);
  return [...seen].flatMap((id) => taskGraph?.tasks[id]?.outputs ?? []).map(literalOf);
}
