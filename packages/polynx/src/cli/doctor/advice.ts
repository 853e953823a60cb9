/** What a toolchain says of manifests that no project fails for. */
import { basename } from '../../model/paths.js';
import { toolchains } from '../../toolchains/index.js';
import type { AnyToolchain, InferredGraph } from '../../toolchains/toolchain.js';
import type { Workspace } from '../workspace.js';
import type { Check } from './report.js';

export async function checkManifests(workspace: Workspace): Promise<Check[]> {
  const all = toolchains.map(async (toolchain): Promise<readonly Check[]> => {
    const { advise } = (await toolchain.inspection?.()) ?? {};
    return advise?.(inferredGraph(toolchain, workspace)) ?? [];
  });
  return (await Promise.all(all)).flat();
}

export function inferredGraph(
  toolchain: AnyToolchain,
  { root, tree, files, options, analysis }: Workspace,
): InferredGraph {
  const projects = analysis.planned
    .filter(({ toolchain: id }) => id === toolchain.id)
    .map(({ project }) => project);
  const names = new Set(toolchain.files.manifests.map(basename));
  const apart = new Set(options.ignoreDirectories);
  const isApart = (file: string) =>
    file
      .split('/')
      .slice(0, -1)
      .some((part) => apart.has(part));
  const manifests = files.filter((file) => names.has(basename(file)) && !isApart(file));
  return { projects, manifests, tree, workspaceRoot: root };
}
