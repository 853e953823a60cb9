/** Which traced tasks one Nx command runs: starting Nx for each takes longer than most tasks. */

import { join } from 'node:path';
import type { TaskName } from '../../explain/expand.js';
import { groupBy } from '../group-by.js';
import type { NamedTaskId, TracedTask } from './knowledge.js';

/** Tasks of one target that need the same environment. */
export interface Group {
  readonly tasks: readonly TracedTask[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @param folder for what tools keep between runs: what a tool knows from an earlier task, it does not read
 * again
 */
export async function groupsOf(tasks: readonly TracedTask[], folder: string): Promise<Group[]> {
  const prepared = await Promise.all(
    tasks.map(async (task, index) => {
      const inspection = await task.toolchain?.inspection?.();
      const env = inspection?.repeatingEnv?.(join(folder, String(index)), process.env) ?? {};
      return { task, env };
    }),
  );
  return [...groupBy(prepared, ({ task, env }) => sameCommand(task) + JSON.stringify(env)).values()]
    .flatMap(chunks)
    .map((group) => ({ tasks: group.map(({ task }) => task), env: group[0]?.env ?? {} }));
}

/**
 * The log of one command is held in memory: a compiler that looks through node_modules writes 10 MB and more.
 */
const MOST_TASKS = 10;

function chunks<T>(items: readonly T[]): T[][] {
  return items.length <= MOST_TASKS
    ? [[...items]]
    : [items.slice(0, MOST_TASKS), ...chunks(items.slice(MOST_TASKS))];
}

/** The same for tasks that one command can run. */
export function sameCommand({ project, target, configuration }: TaskName): string {
  // run-many takes patterns of names.
  return JSON.stringify([target, configuration, /^[\w@/.-]+$/.test(project) ? '' : project]);
}

/** Arguments of Nx. @param tasks not empty, of one {@link sameCommand} */
export function commandOf(tasks: readonly NamedTaskId[]): string[] {
  const [first] = tasks;
  if (first === undefined || tasks.length === 1) return ['run', first?.id ?? ''];
  const { target, configuration } = first;
  return [
    'run-many',
    `--targets=${target}`,
    `--projects=${tasks.map(({ project }) => project).join(',')}`,
    ...(configuration === undefined ? [] : [`--configuration=${configuration}`]),
  ];
}
