/**
 * `polynx ci matrix`: affected projects in parts for as many jobs, balanced by what their tasks took before.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../adapters/history.js';
import { type ShownGraph, type TaskName, tasksBefore } from '../../explain/expand.js';
import { OptionsError } from '../../model/errors.js';
import { hasRun, workOf } from '../../model/run-record.js';
import { groupBy } from '../group-by.js';
import { keyOf } from '../report/figures.js';
import { affectedProjects } from '../selection.js';
import { shownGraph } from '../shown-graph.js';
import { requiredGraph, startNx } from '../workspace.js';
import { type Load, partsOf } from './parts.js';

export interface MatrixOptions {
  readonly targets: readonly string[];
  /** How many jobs there are at most. */
  readonly parts: string | undefined;
  /** Every project, and not only what is affected. */
  readonly all: boolean;
}

/** For `strategy.matrix` of GitHub Actions; a `parallel.matrix` of GitLab is made of the same. */
export async function matrix(
  root: string,
  { targets, parts: given = '4', all }: MatrixOptions,
): Promise<void> {
  if (targets.length === 0) throw new OptionsError('Name the targets that the jobs run: -t build,test');
  if (!/^[1-9]\d{0,2}$/.test(given))
    throw new OptionsError(`--parts ${given}: it is a number from 1 to 999.`);
  const loads = await loadsOf(root, targets, all);
  const parts = partsOf(loads, Number(given));
  const include = parts.map(({ projects, targets, time }, at) => ({
    part: `${at + 1}/${parts.length}`,
    projects: projects.join(','),
    targets: targets.join(','),
    seconds: Math.round(time / 1000),
  }));
  console.log(JSON.stringify({ include }));
}

async function loadsOf(root: string, targets: readonly string[], all: boolean): Promise<Load[]> {
  startNx(root);
  const graph = await requiredGraph();
  const shown = shownGraph(graph, readFileSync(join(root, 'nx.json'), 'utf8'));
  const asked = all ? Object.keys(shown.projects) : await affectedProjects(root);
  const timeOf = timesIn(root);
  return asked.flatMap((project): Load[] => {
    const own = targets.filter((target) => shown.projects[project]?.targets?.[target] !== undefined);
    if (own.length === 0) return [];
    return [
      {
        project,
        tasks: own.map((target) => ({
          target,
          parts: partsOfTests({ project, target }, shown).map((task) => ({
            target: task.target,
            time: timeOf(task),
          })),
          time: timeOf({ project, target }),
        })),
        waitsFor: own
          .flatMap((target) => tasksBefore({ project, target }, shown))
          .map((task) => task.project),
      },
    ];
  });
}

/** Of `test-ci`, which does nothing itself, the tasks that it waits for in its project. */
function partsOfTests(task: TaskName, shown: ShownGraph): TaskName[] {
  const { metadata } = shown.projects[task.project]?.targets?.[task.target] ?? {};
  if (metadata?.nonAtomizedTarget === undefined) return [];
  return tasksBefore(task, shown).filter(({ project }) => project === task.project);
}

/** Runs that count: what tasks took long ago says little. */
const RECENT = 500;

/** Milliseconds where nothing at all has been recorded: then all tasks are alike. */
const UNKNOWN = 1000;

/** The mean of what a task took; of one that never ran, the mean of all. */
function timesIn(root: string): (task: TaskName) => number {
  const ran = readRecords(root, RECENT).flatMap(({ tasks }) => tasks.filter(hasRun));
  const runsOf = groupBy(ran, keyOf);
  const usual = mean(ran.map(workOf)) ?? UNKNOWN;
  return (task) => mean((runsOf.get(keyOf(task)) ?? []).map(workOf)) ?? usual;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
