import { formatFiles, type GeneratorCallback, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import { OptionsError } from '../../model/errors.js';
import { isInside, join, leavesWorkspace, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import { analyseWorkspace } from '../nx-tree.js';
import { finish, relocate, rootOf } from '../relocating.js';
import { schema } from './schema.js';

/**
 * `nx g polynx:move PROJECT --destination=FOLDER`: files move, manifests are mended. Paths in source code are
 * the user's.
 */
export default async function move(host: NxTree, given: z.input<typeof schema>): Promise<GeneratorCallback> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'move', schema));
  const { project, skipInstall, skipFormat } = result.data;
  const { analysis, tree } = await analyseWorkspace(host);
  const from = rootOf(project, analysis);
  const to = join(result.data.destination.replaceAll('\\', '/'));
  if (leavesWorkspace(to) || to.startsWith('/') || to === '.' || isInside(to, from) || isInside(from, to))
    throw new OptionsError(
      `destination: ${result.data.destination} must be a new folder of the workspace, neither inside of ${from} nor above it`,
    );
  if (tree.hasDirectory(to) || host.exists(to))
    throw new OptionsError(
      `destination: ${to} exists already; choose another folder, or remove this one first`,
    );

  const commands = await relocate(from, to, tree, host);
  const spelt = spellers(from, host, tree);
  for (const file of tree.under(from)) host.rename(file, join(to, relative(from, file)));
  if (!skipFormat) await formatFiles(host);
  return async () => {
    const left = await finish(commands, skipInstall, host);
    console.log(`\n${[`${from} is ${to} now.`, ...spelt, ...left].join('\n')}\n`);
  };
}

const TEXT =
  /\.(?:[cm]?[jt]sx?|rs|go|c|h|py|sh|md|ya?ml|toml|jsonc?|html|css)$|(?:^|\/)(?:Dockerfile|Makefile|CODEOWNERS)$/;

/** Files that still spell the old path. What they mean by it is not ours to say. */
function spellers(from: string, host: NxTree, tree: Tree): string[] {
  const files = tree.files.filter(
    (file) => TEXT.test(file) && (host.read(file, 'utf-8') ?? '').includes(from),
  );
  const shown = files.slice(0, 10).map((file) => `  ${file}`);
  const more = files.length > shown.length ? [`  and ${files.length - shown.length} more`] : [];
  return files.length === 0
    ? []
    : ['These files spell the old path, see whether they mean it:', ...shown, ...more];
}
