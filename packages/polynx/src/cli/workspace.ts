/** A workspace as our commands see it: its files, what polynx makes of them, and what Nx has in the end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { findCheckouts } from '../adapters/checkouts.js';
import { gitIndex } from '../adapters/git-index.js';
import { findLinks } from '../adapters/links.js';
import { type Analysis, analyse } from '../analysis/analyse.js';
import { type PluginOptions, readOptions } from '../analysis/options.js';
import { pluginOptions } from '../generators/init/nx-json.js';
import { ownFile } from '../model/checkouts.js';
import { diskReader } from '../model/disk-reader.js';
import { ExpectedError } from '../model/errors.js';
import { PATTERN } from '../model/pattern.generated.js';
import { diskTree, type Tree } from '../model/tree.js';
import { listFiles } from '../plugin/devkit.js';

export interface Workspace {
  readonly root: string;
  readonly nxJson: string;
  /** As nx.json has them. */
  readonly userOptions: unknown;
  readonly options: PluginOptions;
  readonly tree: Tree;
  /** Manifests and locks. */
  readonly files: readonly string[];
  readonly analysis: Analysis;
}

/**
 * Nx takes the folder it is started in for the workspace. Its daemon may be behind, and would keep this
 * process alive.
 */
export function startNx(root: string): void {
  process.chdir(root);
  process.env['NX_DAEMON'] = 'false';
}

export async function openWorkspace(root: string): Promise<Workspace> {
  startNx(root);
  const nxJson = readFileSync(join(root, 'nx.json'), 'utf8');
  const userOptions = pluginOptions(nxJson);
  const options = readOptions(userOptions);
  const [files, all] = await Promise.all([listFiles(root, [PATTERN]), listFiles(root, ['**/*'])]);
  const index = gitIndex(root);
  const reader = diskReader(root, options.maxFileSize);
  const checkouts = findCheckouts(root, files);
  const isOwn = ownFile(checkouts);
  const own = files.filter(isOwn);
  const tree = {
    ...diskTree(root, all.filter(isOwn), index.files, reader),
    checkouts,
    links: findLinks(root, index).filter(({ path }) => isOwn(path)),
  };
  return { root, nxJson, userOptions, options, tree, files: own, analysis: analyse(own, tree, options) };
}

/** For commands that are nothing without the graph. */
export async function requiredGraph(): Promise<ProjectGraph> {
  const graph = await nxGraph();
  if (graph instanceof Error) throw new ExpectedError(`Nx cannot make its graph: ${graph.message}`);
  return graph;
}

/** What Nx makes of everybody's answers, or why it cannot. */
export async function nxGraph(): Promise<ProjectGraph | Error> {
  const { createProjectGraphAsync } = await import('@nx/devkit');
  try {
    return await createProjectGraphAsync({ exitOnError: false });
  } catch (error) {
    return error instanceof Error ? error : new ExpectedError(String(error));
  }
}
