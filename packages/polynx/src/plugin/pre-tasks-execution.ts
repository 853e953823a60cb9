/** What polynx looks at before Nx runs the tasks of a command. */
import type { PreTasksExecution, ProjectGraph } from '@nx/devkit';
import { OptionsError } from '../model/errors.js';
import { configurationIn, unknownConfiguration } from './configuration-name.js';
import { latestNodes } from './create-nodes.js';
import { knownGraph } from './devkit.js';
import { askedTasks, isOfPolynx, type NamedTargets } from './one-project.js';

export const preTasksExecution: PreTasksExecution = async (_options, { argv, workspaceRoot }) => {
  await refuseUnknownConfiguration(argv);
  // NB Nx hands on to its own process what a plugin sets here. A daemon's plugin keeps it as well, and is
  // asked again: only `true` can have come from the user.
  if (process.env['NX_BATCH_MODE'] !== 'true' && (await asksForOneProject(argv, workspaceRoot))) {
    process.env['NX_BATCH_MODE'] = 'false';
    isOurs = true;
  } else if (isOurs) {
    delete process.env['NX_BATCH_MODE'];
    isOurs = false;
  }
};

/** Of what NX_BATCH_MODE is. */
let isOurs = false;

async function refuseUnknownConfiguration(argv: readonly string[]): Promise<void> {
  const name = configurationIn(argv);
  const graph = name === undefined ? undefined : await knownGraph();
  const problem = name === undefined || graph === undefined ? undefined : unknownConfiguration(name, graph);
  if (problem !== undefined) throw new OptionsError(problem);
}

async function asksForOneProject(argv: readonly string[], workspaceRoot: string): Promise<boolean> {
  const asked = askedTasks(argv);
  if (asked.length === 0) return false;
  return isOfPolynx(asked, latestNodes(workspaceRoot) ?? namesIn(await knownGraph()));
}

function namesIn(graph: ProjectGraph | undefined): NamedTargets[] {
  return Object.entries(graph?.nodes ?? {}).map(([name, { data }]) => ({
    name,
    targets: data.targets ?? {},
  }));
}
