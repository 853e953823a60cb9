import { writtenGlob } from '../model/globs.js';
import type { Project } from '../model/project.js';
import type { Pipe } from './pipeline.js';
import type { NamedTask, Planned } from './planned.js';

/**
 * What users say in a manifest holds for every task that compiles the project: which variables decide it, and
 * what it may read undeclared.
 */
export const addDeclared: Pipe = (planned) => {
  const declared = new Map(
    planned.flatMap(({ toolchain, project }) => {
      const own = declaredBy(project);
      return own.env.length + own.allowed.length === 0
        ? []
        : [[`${toolchain}:${project.root}`, own] as const];
    }),
  );
  if (declared.size === 0) return planned;
  return planned.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => withDeclared(task, one, declared)),
  }));
};

interface Declared {
  readonly env: readonly string[];
  readonly allowed: readonly string[];
}

function declaredBy({ root, settings: { env = [], allowUndeclared = [] } }: Project): Declared {
  if (allowUndeclared === true) return { env, allowed: ['**/*', 'git', 'clock', '*'] };
  return { env, allowed: allowUndeclared.map((entry) => (isName(entry) ? entry : writtenGlob(root, entry))) };
}

/** `git`, `clock` or a variable. A file without a dot or a slash in its path is written `./file`. */
function isName(entry: string): boolean {
  return /^\w+$/.test(entry);
}

function withDeclared(
  task: NamedTask,
  { toolchain, project }: Planned,
  declared: ReadonlyMap<string, Declared>,
): NamedTask {
  const roots = new Set([project.root, ...task.closure]);
  const found = [...roots].flatMap((root) => declared.get(`${toolchain}:${root}`) ?? []);
  if (found.length === 0) return task;
  const env = [...new Set([...(task.inputs.env ?? []), ...found.flatMap((one) => one.env)])];
  const allowUndeclared = [...new Set(found.flatMap(({ allowed }) => allowed))];
  return { ...task, inputs: { ...task.inputs, env }, allowUndeclared };
}
