/** Tasks that could be cached and are not, each with the reason. */
import { reasonIn } from '../model/uncached.js';
import type { NamedTask, Planned } from '../pipes/planned.js';
import { toolchains } from '../toolchains/index.js';

export interface UncachedTask {
  /** `project:target`. */
  readonly id: string;
  readonly target: string;
  readonly why: string;
  readonly manifest: string;
  /** Of package.json: what it reads and leaves may be declared. */
  readonly isScript: boolean;
}

/** Of kinds that are cached elsewhere; a formatter or a server never is. */
export function uncachedTasks(
  planned: readonly Planned[],
  names: ReadonlyMap<string, string>,
): UncachedTask[] {
  return planned.flatMap(({ toolchain, project, tasks }) => {
    const { intents = [] } = toolchains.find(({ id }) => id === toolchain) ?? {};
    const expected = new Set(intents.filter(({ cached }) => cached).map(({ name }) => name));
    return tasks
      .filter(
        ({ cache, intent, description }) =>
          !cache && (expected.has(intent) || reasonIn(description) !== undefined),
      )
      .map((task) => ({
        id: `${names.get(project.root) ?? project.root}:${task.target}`,
        target: task.target,
        why: reasonOf(task),
        manifest: project.manifest,
        isScript: task.options === undefined,
      }));
  });
}

function reasonOf({ description, overrides }: NamedTask): string {
  if (overrides?.['cache'] === false) return 'its settings say so';
  return reasonIn(description) ?? description;
}
