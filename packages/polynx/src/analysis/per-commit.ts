/**
 * Tasks whose key has the commit, by the file that asks git for it: one line in a manifest would take it out.
 */
import type { GitAsker } from '../model/git-facts.js';
import type { Analysis } from './analyse.js';

export interface PerCommit extends GitAsker {
  /** `project:target`. */
  readonly tasks: readonly string[];
  /** Of these, how many nothing else keeps from being a hit at another commit. */
  readonly gained: number;
}

export function perCommit({ planned, names }: Pick<Analysis, 'planned' | 'names'>): PerCommit[] {
  const found = new Map<string, GitAsker & { tasks: string[]; gained: number }>();
  for (const { project, tasks } of planned) {
    for (const { target, cache, inputs } of tasks) {
      const askers = cache ? (inputs.git?.by ?? []) : [];
      const isAlone = new Set(askers.map(({ manifest }) => manifest)).size === 1;
      for (const asker of new Map(askers.map((one) => [one.manifest, one])).values()) {
        const known = found.get(asker.manifest) ?? { ...asker, tasks: [], gained: 0 };
        known.tasks.push(`${names.get(project.root) ?? project.root}:${target}`);
        if (isAlone) known.gained += 1;
        found.set(asker.manifest, known);
      }
    }
  }
  return [...found.values()].sort((a, b) => b.tasks.length - a.tasks.length);
}

/** What is said of it in one line, and what to add where an older commit will do. */
export function describePerCommit({ file, manifest, setting, tasks, gained }: PerCommit): {
  readonly says: string;
  readonly fix: string;
} {
  const count = (number: number) => (number === 1 ? '1 task' : `${number} tasks`);
  const others = gained < tasks.length ? ` (${count(gained)} by this line alone)` : '';
  return {
    says: `${count(tasks.length)} ${tasks.length === 1 ? 'runs' : 'run'} again with every commit, for which ${file} asks git`,
    fix: `Where the commit may be an older one, add to ${manifest}, and ${count(tasks.length)} can be hits across commits${others}:\n${setting}`,
  };
}
