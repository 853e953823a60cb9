/** What `move` and `remove` have in common. */
import type { Tree as NxTree } from '@nx/devkit';
import type { Analysis } from '../analysis/analyse.js';
import { OptionsError } from '../model/errors.js';
import { isInside } from '../model/paths.js';
import type { Command } from '../model/task.js';
import type { Tree } from '../model/tree.js';
import { toolchains } from '../toolchains/index.js';
import { runCommands, shown } from './component/finish.js';

/** The folder of a project, by its name or its folder. */
export function rootOf(project: string, { names, planned }: Analysis): string {
  const root =
    [...names].find(([, name]) => name === project)?.[0] ??
    planned.find((one) => one.project.root === project)?.project.root;
  if (root === undefined)
    throw new OptionsError(`project: no project is called ${project}. nx show projects lists all`);
  if (root === '.')
    throw new OptionsError(
      `project: ${project} is the root of the workspace, which can be neither moved nor removed`,
    );
  return root;
}

/** Each toolchain mends its manifests. The commands come back. */
export async function relocate(
  from: string,
  to: string | undefined,
  tree: Tree,
  host: NxTree,
): Promise<readonly Command[]> {
  const scaffolds = await Promise.all(toolchains.map((one) => one.scaffold?.()));
  const all = scaffolds.flatMap((one) => one?.relocate?.(from, to, tree) ?? []);
  for (const { texts } of all)
    for (const [path, text] of Object.entries(texts))
      if (to !== undefined || !isInside(path, from)) host.write(path, text);
  return all.flatMap(({ commands }) => commands);
}

export async function finish(commands: readonly Command[], skip: boolean, host: NxTree): Promise<string[]> {
  const left = skip ? commands : await runCommands(commands, host.root);
  return left.map((command) => `Run: ${shown(command)}`);
}
