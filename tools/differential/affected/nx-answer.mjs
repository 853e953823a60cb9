/**
 * `node nx-answer.mjs BASE`, inside a workspace: prints Nx's own answer as JSON. Which tasks the commit that
 * is checked out touches, compared with BASE, as `nx affected` selects them, and the cache key of every task.
 * A process each time, as Nx keeps the workspace in the state of its modules. By file: Nx exports none of it.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const TARGETS = ['build', 'test'];

const from = createRequire(join(process.cwd(), 'package.json'));
/** @param {string} file */
const nx = (file) => from(join(process.cwd(), 'node_modules/nx/dist/src', file));
const { createProjectGraphAsync } = nx('project-graph/project-graph.js');
const { computeAffectedTasks } = nx('project-graph/affected/affected-tasks.js');
const { calculateFileChanges } = nx('project-graph/file-utils.js');
const { parseFiles } = nx('utils/command-line-utils.js');
const { readNxJson } = nx('config/nx-json.js');
const { createTaskHasher } = nx('hasher/create-task-hasher.js');
const { getTaskSpecificEnv } = nx('tasks-runner/task-env.js');

const nxArgs = { base: process.argv[2], head: 'HEAD' };
const projectGraph = await createProjectGraphAsync();
const nxJson = readNxJson();
const { affectedTaskIds, taskGraph, explanation } = await computeAffectedTasks({
  projectGraph,
  nxJson,
  targets: TARGETS,
  touchedFiles: calculateFileChanges(parseFiles(nxArgs).files, nxArgs),
  fileChangeArgs: nxArgs,
  explain: true,
});
const tasks = Object.values(taskGraph.tasks).filter(({ target }) => TARGETS.includes(target.target));
const environments = Object.fromEntries(
  tasks.map((task) => [task.id, getTaskSpecificEnv(task, projectGraph)]),
);
const hashes = await createTaskHasher(projectGraph, nxJson).hashTasks(tasks, taskGraph, environments);
const answer = tasks.map(({ id, projectRoot, cache, target }, index) => {
  const { executor, options } = projectGraph.nodes[target.project].data.targets[target.target];
  return {
    id,
    root: projectRoot,
    target: target.target,
    executor,
    package: options?.package,
    module: options?.module,
    libraries: options?.libraries,
    cached: cache === true,
    selected: affectedTaskIds.has(id),
    reasons: explanation?.affected[id] ?? [],
    key: hashes[index].value,
  };
});
// NB an exit at once would cut the pipe.
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
