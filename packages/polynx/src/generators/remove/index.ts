import { formatFiles, type GeneratorCallback, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import type { Analysis } from '../../analysis/analyse.js';
import { OptionsError } from '../../model/errors.js';
import { isInside } from '../../model/paths.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import { analyseWorkspace } from '../nx-tree.js';
import { finish, relocate, rootOf } from '../relocating.js';
import { schema } from './schema.js';

/** `nx g polynx:remove PROJECT`: its folder goes, and what names it in manifests. */
export default async function remove(
  host: NxTree,
  given: z.input<typeof schema>,
): Promise<GeneratorCallback> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'remove', schema));
  const { project, force, skipInstall, skipFormat } = result.data;
  const { analysis, tree } = await analyseWorkspace(host);
  const root = rootOf(project, analysis);
  const users = usersOf(root, analysis);
  if (users.length > 0 && !force)
    throw new OptionsError(
      `project: ${users.join(', ')} depend${users.length === 1 ? 's' : ''} on ${project}. Take that away first, or pass --force`,
    );

  const commands = await relocate(root, undefined, tree, host);
  for (const file of tree.under(root)) host.delete(file);
  if (!skipFormat) await formatFiles(host);
  return async () => {
    const left = await finish(commands, skipInstall, host);
    console.log(`\n${[`${root} is removed.`, ...left].join('\n')}\n`);
  };
}

/**
 * Projects outside the folder with an edge into it. A workspace lists its members, which is no use of them.
 */
function usersOf(root: string, { planned, names }: Analysis): string[] {
  const users = planned.filter(
    ({ project, links = [] }) =>
      !isInside(project.root, root) &&
      project.type !== 'workspace' &&
      [...[...project.dependencies, ...links].map((to) => to.root), ...(project.drawnByNx ?? [])].some((to) =>
        isInside(to, root),
      ),
  );
  return [...new Set(users.map(({ project }) => names.get(project.root) ?? project.root))].sort();
}
