/** Manifests and tasks: broken and ignored manifests, uncached tasks with the reason. */
import type { ProjectGraph } from '@nx/devkit';
import { describePerCommit, perCommit } from '../../analysis/per-commit.js';
import { uncachedTasks } from '../../analysis/uncached-tasks.js';
import { basename, dirname } from '../../model/paths.js';
import type { NamedTask, Planned } from '../../pipes/planned.js';
import { toolchains } from '../../toolchains/index.js';
import type { Workspace } from '../workspace.js';
import { type Check, count, some } from './report.js';

export function checkProjects(workspace: Workspace, graph: ProjectGraph | Error): Check[] {
  const { planned, names } = workspace.analysis;
  const roots = new Set(planned.map(({ project }) => project.root));
  return [
    { state: 'fine', says: count(roots.size, 'project') },
    ...brokenOnes(planned),
    ...cachedOnes(planned, names),
    ...uncached(planned, names),
    ...stampedOnes(workspace),
    ...ignoredManifests(workspace),
    ...(graph instanceof Error ? [] : unseen(workspace, graph)),
  ];
}

function brokenOnes(planned: readonly Planned[]): Check[] {
  const messages = new Set(
    planned.flatMap(({ broken }) => (broken === undefined ? [] : broken.error.message)),
  );
  return [...messages].map((message) => {
    const [says = '', ...fix] = message.split('\n').map((line) => line.trim());
    return { state: 'problem', says, ...(fix.length === 0 ? {} : { fix: fix.join('\n') }) };
  });
}

/** With --verbose, what was assumed of those for which it is recorded. */
function cachedOnes(planned: readonly Planned[], names: ReadonlyMap<string, string>): Check[] {
  const cached = planned.flatMap(({ project, tasks }) =>
    tasks
      .filter(({ cache }) => cache)
      .map((task) => ({ task, name: names.get(project.root) ?? project.root })),
  );
  const number = cached.length;
  if (number === 0 || process.platform !== 'linux') return [];
  return [
    {
      state: 'fine',
      says: `${count(number, 'task')} cached: polynx trace --all compares them with what they read`,
      list: cached.flatMap(({ task, name }) =>
        task.assumes === undefined ? [] : [assumption(`${name}:${task.target}`, task.assumes)],
      ),
    },
  ];
}

function assumption(id: string, assumes: NonNullable<NamedTask['assumes']>): string {
  const lines = Object.entries(assumes).map(([kind, all]) => `  ${kind}: ${all.join(', ')}`);
  return [id, ...lines].join('\n');
}

function uncached(planned: readonly Planned[], names: ReadonlyMap<string, string>): Check[] {
  const all = uncachedTasks(planned, names);
  if (all.length === 0) return [];
  return [
    {
      state: 'advice',
      says: `${count(all.length, 'task')} that could be cached ${all.length === 1 ? 'is' : 'are'} not`,
      list: all.map(({ id, why }) => `${id}: ${why}`),
    },
  ];
}

function stampedOnes({ analysis }: Workspace): Check[] {
  return perCommit(analysis).map((one) => ({ state: 'advice', ...describePerCommit(one), list: one.tasks }));
}

function ignoredManifests({ analysis, files, options }: Workspace): Check[] {
  const used = new Set(analysis.planned.map(({ project }) => project.manifest));
  const patterns = new Set(toolchains.flatMap(({ files: own }) => own.manifests.map(basename)));
  const apart = new Set(options.ignoreDirectories);
  const manifests = files.filter(
    (file) =>
      patterns.has(basename(file)) &&
      !used.has(file) &&
      dirname(file)
        .split('/')
        .some((part) => apart.has(part)),
  );
  if (manifests.length === 0) return [];
  const folders = [...apart].filter((name) => manifests.some((file) => file.split('/').includes(name)));
  return [
    {
      state: 'fine',
      says: `${count(manifests.length, 'manifest')} ignored, in folders called ${some(folders)} (option ignoreDirectories)`,
      list: manifests,
    },
  ];
}

/** `include` and `exclude` of the plugin entry are Nx's own. */
function unseen({ analysis }: Workspace, graph: ProjectGraph): Check[] {
  const known = new Set(Object.values(graph.nodes).map(({ data }) => data.root));
  const missing = analysis.planned
    .map(({ project }) => project)
    .filter(({ root }) => !known.has(root))
    .map(({ manifest }) => manifest);
  return missing.length === 0
    ? []
    : [
        {
          state: 'fine',
          says: `${count(missing.length, 'manifest')} that Nx is told to leave out (include and exclude in nx.json, .nxignore)`,
          list: missing,
        },
      ];
}
