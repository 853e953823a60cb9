/** `polynx why <project>:<target>`: which inputs of a task are not what they were when it last ran. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, type Env } from '../adapters/run.js';
import { type Changes, changesSince, countOf, type Now } from '../explain/compare.js';
import { type ShownGraph, type TaskName, tasksBefore } from '../explain/expand.js';
import { argumentsOf } from '../explain/machine.js';
import { describeRun, keepRun, nameOf, type Run, readRuns } from '../explain/run.js';
import { keepState, readState } from '../explain/states.js';
import { reasonIn } from '../model/uncached.js';
import { withoutCredentials } from '../model/urls.js';
import { listWithHashes } from '../plugin/devkit.js';
import { toolchains } from '../toolchains/index.js';
import { shownGraph, taskNamed } from './shown-graph.js';
import { requiredGraph, startNx } from './workspace.js';

export async function why(root: string, name: string, json: boolean): Promise<void> {
  startNx(root);
  const graph = await readGraph(root);
  const task = taskNamed(name, graph);
  const answer = await explain(root, task, graph);
  console.log(withoutCredentials(json ? JSON.stringify(answer, null, 2) : asText(answer)));
}

interface Graph extends ShownGraph {
  /** With the `.env` files that Nx reads for the task. */
  envOf(task: TaskName): Env;
}

interface Explanation {
  readonly task: string;
  /** One sentence. */
  readonly says: string;
  readonly since?: string;
  readonly changes?: Changes;
  /** Tasks before it whose own inputs have changed: what they leave may change as well. */
  readonly before?: readonly string[];
  /** Tasks before it of which that is not known. */
  readonly unknown?: readonly string[];
}

async function explain(root: string, task: TaskName, graph: Graph): Promise<Explanation> {
  const name = nameOf(task);
  const target = graph.projects[task.project]?.targets?.[task.target];
  if (target?.cache !== true) {
    const reason = reasonIn(target?.metadata?.description ?? '');
    const because = reason === undefined ? '' : ` (${reason})`;
    return { task: name, says: `${name} is not cached${because}: it runs whenever it is asked for.` };
  }
  const runs = readRuns(root, task);
  const now = await present(root, task, graph);
  const closest = closestOf(root, isOurs(task, graph) ? runs : runs.slice(0, 1), now);
  // Nx runs scripts by itself and keeps no inputs: there the last question has to stand for the last run.
  if (!isOurs(task, graph))
    keepRun(root, task, { ...withoutFiles(now), state: keepState(root), success: true });
  if (closest === undefined) {
    return {
      task: name,
      says: isOurs(task, graph)
        ? `${name}: no run of it is recorded here. It has not run yet in this folder, or only came from a cache: run it once with nx run ${name} --skip-nx-cache.`
        : `${name} is run by ${target.executor}, which keeps no record of inputs. Those of now are written down; ask again after a change.`,
    };
  }
  const { run, changes } = closest;
  const when = isOurs(task, graph)
    ? `in its run of ${local(run)}`
    : `when this was last asked, ${local(run)}`;
  const facts = {
    task: name,
    since: new Date(run.at).toISOString(),
    ...(await stateBefore(root, task, graph)),
  };
  const count = countOf(changes);
  if (count > 0) {
    const what = count === 1 ? '1 input is not what it was' : `${count} inputs are not what they were`;
    return { ...facts, says: `${name}: ${what} ${when}`, changes };
  }
  const then = run.success
    ? 'Nx takes the result from the cache as long as it has it.'
    : 'That run failed, and Nx caches no failure: it runs again.';
  return { ...facts, says: `${name}: every input is what it was ${when}. ${then}` };
}

function isOurs({ project, target }: TaskName, graph: Graph): boolean {
  return graph.projects[project]?.targets?.[target]?.executor?.startsWith('polynx:') === true;
}

function local({ at }: Run): string {
  return new Date(at).toLocaleString('sv-SE');
}

/** Not always the latest: who comes back from another branch is told what is new on this one. */
function closestOf(root: string, runs: readonly Run[], now: Now): { run: Run; changes: Changes } | undefined {
  return runs
    .flatMap((run) => {
      const files = run.state === undefined ? undefined : readState(root, run.state);
      return files === undefined ? [] : [{ run, changes: changesSince(root, run, files, now) }];
    })
    .sort(
      (a, b) => countOf(a.changes) - countOf(b.changes) || Number(b.run.success) - Number(a.run.success),
    )[0];
}

/** What the task would be made from if it ran now. */
async function present(root: string, task: TaskName, graph: Graph): Promise<Now> {
  const env = graph.envOf(task);
  const describe = () =>
    describeRun({
      workspaceRoot: root,
      env,
      task,
      graph,
      args: [],
      state: undefined,
      identityOf: (id) => toolchains.find((toolchain) => toolchain.id === id)?.runner?.identity,
    });
  // The fingerprint program leaves what the tools answer today.
  for (const command of Object.keys(describe().machines)) {
    const args = [command.split(' ')[1] ?? '', ...(argumentsOf(command) ?? [])];
    await answerOf(
      { program: process.execPath, args, cwd: '.', env: defined(env) },
      { workspaceRoot: root, install: '' },
    );
  }
  const files = await listWithHashes(root);
  return { ...describe(), files: new Map(files.map(({ file, hash }) => [file, hash])) };
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function withoutFiles({ files: _, ...rest }: Now): Omit<Now, 'files'> {
  return rest;
}

/** What they will leave is not known before they have run: what lies there now is compared. */
async function stateBefore(
  root: string,
  task: TaskName,
  graph: Graph,
): Promise<{ before: string[]; unknown: string[] }> {
  const found = { before: [] as string[], unknown: [] as string[] };
  for (const before of tasksBefore(task, graph)) {
    const runs = isOurs(before, graph) ? readRuns(root, before) : [];
    const closest = runs.length === 0 ? undefined : closestOf(root, runs, await present(root, before, graph));
    if (closest === undefined) found.unknown.push(nameOf(before));
    else if (countOf(closest.changes) > 0) found.before.push(nameOf(before));
  }
  return found;
}

async function readGraph(root: string): Promise<Graph> {
  // Nx says so to itself once it has a graph.
  process.env['NX_LOAD_DOT_ENV_FILES'] ??= 'true';
  const { taskEnv } = await import('../run/task-env.js');
  const graph = await requiredGraph();
  return {
    ...shownGraph(graph, readFileSync(join(root, 'nx.json'), 'utf8')),
    envOf: ({ project, ...target }) =>
      taskEnv(
        {
          id: nameOf({ project, ...target }),
          target: { project, ...target },
          overrides: {},
          outputs: [],
          parallelism: true,
          cache: true,
          projectRoot: graph.nodes[project]?.data.root ?? '.',
        },
        graph,
      ),
  };
}

const TITLES: Readonly<Record<Exclude<keyof Changes, 'files'>, string>> = {
  locks: 'locks and workspace manifests',
  machine: 'tools and environment',
  upstream: 'what tasks before it left',
  options: 'options',
  settings: 'configuration',
};

function asText({ says, changes, before = [], unknown = [] }: Explanation): string {
  const files = (changes?.files ?? []).map(({ file, became }) => `${became.padEnd(8)} ${file}`);
  const others = Object.entries(TITLES).flatMap(([key, title]) =>
    part(title, changes?.[key as keyof typeof TITLES] ?? []),
  );
  return [
    says,
    ...part('files', files),
    ...others,
    ...part('runs before it, and its own inputs changed: it may leave something else', before),
    ...part('runs before it; what it last left is taken as it lies there', unknown),
  ].join('\n');
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}`, ...lines.map((line) => `  ${line}`)];
}
