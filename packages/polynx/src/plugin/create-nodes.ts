import type { CreateNodes, CreateNodesResult, ProjectConfiguration } from '@nx/devkit';
import { diskTree } from '../model/tree.js';
import type { Planned } from '../pipes/analysis.js';
import { ownerOf } from '../pipes/owners.js';
import { toolchains } from '../toolchains/index.js';
import { type Analysis, analyse } from './analyse.js';
import { listFiles } from './devkit.js';
import { fingerprintCommand } from './fingerprint.js';
import { readOptions, type UserOptions } from './options.js';
import { renderProject } from './render-project.js';
import { createSlices } from './slices.js';
import type { TargetContext } from './target.js';

/** Manifests, locks and pins only. NB with sources in this glob, deleting one unused file would affect every build. */
const PATTERN = `{${toolchains.flatMap(({ files }) => [...files.manifests, ...files.shared]).join(',')}}`;

let latest: { readonly workspaceRoot: string; readonly analysis: Analysis } | undefined;

export const createNodes: CreateNodes<UserOptions> = [
  PATTERN,
  async (files, options, { workspaceRoot }) => {
    const analysis = await analyseWorkspace(workspaceRoot, files, options);
    latest = { workspaceRoot, analysis };
    return renderAnalysis(analysis, workspaceRoot);
  },
];

/** For createDependencies, which Nx calls after createNodes in the same process; should it not, the work is done again. */
export async function analysisFor(
  workspaceRoot: string,
  options: UserOptions | undefined,
): Promise<Analysis> {
  if (latest?.workspaceRoot === workspaceRoot) return latest.analysis;
  const files = await listFiles(workspaceRoot, [PATTERN]);
  return analyseWorkspace(workspaceRoot, files, options);
}

async function analyseWorkspace(
  workspaceRoot: string,
  files: readonly string[],
  options: UserOptions | undefined,
): Promise<Analysis> {
  const all = await listFiles(workspaceRoot, ['**/*']);
  return analyse(files, diskTree(workspaceRoot, all), readOptions(options));
}

function renderAnalysis(analysis: Analysis, workspaceRoot: string): [string, CreateNodesResult][] {
  const slices = createSlices(workspaceRoot);
  const fingerprint = fingerprintCommand(workspaceRoot);
  const byRoot = groupByRoot(analysis.planned);
  const owners = sharedOwners(analysis);
  const results: [string, CreateNodesResult][] = [];
  for (const [root, atRoot] of byRoot) {
    const context = { names: analysis.names, slices, fingerprint } satisfies Omit<
      TargetContext,
      'toolchain' | 'nameOf'
    >;
    const project: Partial<ProjectConfiguration> = renderProject(root, atRoot, owners.has(root), context);
    results.push([atRoot[0]?.project.manifest ?? root, { projects: { [root]: project } }] as [
      string,
      CreateNodesResult,
    ]);
  }
  slices.write();
  return results;
}

function groupByRoot(planned: readonly Planned[]): Map<string, Planned[]> {
  const roots = new Map<string, Planned[]>();
  for (const one of planned) {
    const there = roots.get(one.project.root);
    if (there === undefined) roots.set(one.project.root, [one]);
    else there.push(one);
  }
  return roots;
}

/** The projects that own a lock or another shared file. */
function sharedOwners({ planned, names }: Analysis): Set<string> {
  const files = new Set(planned.flatMap(({ tasks }) => tasks.flatMap(({ inputs }) => inputs.shared ?? [])));
  return new Set([...files].flatMap((file) => ownerOf(file, names) ?? []));
}
