import type { Pipe } from './pipeline.js';
import { type NamedTask, NOTHING } from './planned.js';

const LIST = 'dist/release.json';

/** One list of all that a repository ships, where a project is at its root to have the target. */
export const listReleases: Pipe = (planned) => {
  const packaged = planned.flatMap(({ project, tasks }) =>
    tasks.flatMap(({ executor, target, options }) =>
      executor === 'release'
        ? [{ root: project.root, target, list: (options as { list?: string } | undefined)?.list ?? '' }]
        : [],
    ),
  );
  const first = planned.find(({ project, broken }) => project.root === '.' && broken === undefined);
  if (packaged.length === 0 || first === undefined) return planned;
  const taken = planned.flatMap(({ project, tasks }) =>
    project.root === '.' ? [...tasks.map(({ target }) => target), ...(project.scripts ?? [])] : [],
  );
  const task: NamedTask = {
    ...NOTHING,
    intent: 'package',
    target: taken.includes('package') ? 'package-all' : 'package',
    description: 'Package every program, and list what was made',
    executor: 'release-list',
    options: { lists: packaged.map(({ list }) => list), output: LIST },
    cache: true,
    inputs: { files: [], tool: false, after: true },
    outputs: [LIST],
    needs: packaged.map(({ root, target }) => ({ root, target })),
  };
  return planned.map((one) => (one === first ? { ...one, tasks: [...one.tasks, task] } : one));
};
