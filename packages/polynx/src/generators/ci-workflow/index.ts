import type { Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import type { Analysis } from '../../analysis/analyse.js';
import { OptionsError } from '../../model/errors.js';
import type { Tree } from '../../model/tree.js';
import { toolchains } from '../../toolchains/index.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import type { CiSetup } from '../../toolchains/toolchain.js';
import { analyseWorkspace } from '../nx-tree.js';
import { schema } from './schema.js';
import { FILES, workflow } from './texts.js';

/** `nx g polynx:ci-workflow github`: a file that is there already is not touched. */
export default async function ciWorkflow(host: NxTree, given: z.input<typeof schema>): Promise<() => void> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'ci-workflow', schema));
  const { provider, jobs, runners } = result.data;
  if (jobs > 1 && (provider !== 'github' || runners.length > 1))
    throw new OptionsError('jobs: tasks are divided between jobs of GitHub on one kind of runner');
  const file = FILES[provider];
  if (host.exists(file))
    throw new OptionsError(`provider: ${file} exists already. Move it away, and compare the two`);
  const { analysis, tree } = await analyseWorkspace(host);
  const facts = { setups: await setupsFor(analysis, tree), targets: targetsOf(analysis) };
  host.write(file, workflow(result.data, facts));
  return () => console.log(`\n${file} is written. docs/guides/ci.md tells about pins and remote caches.\n`);
}

/** Of every toolchain that has a project, and of the one that brings Nx itself. */
export async function setupsFor({ planned }: Analysis, tree: Tree): Promise<CiSetup[]> {
  const used = new Set(planned.map(({ toolchain }) => toolchain));
  const isUsed = ({ id, files }: (typeof toolchains)[number]) =>
    used.has(id) || (tree.has('package.json') && files.manifests.includes('**/package.json'));
  const scaffolds = await Promise.all(toolchains.filter(isUsed).map((one) => one.scaffold?.()));
  return scaffolds.flatMap((one) => one?.ci?.(tree) ?? []);
}

const CHECKED = ['build', 'test', 'lint', 'format-check', 'typecheck', 'check'];

/** What the repository has of what people call a check. */
export function targetsOf({ planned }: Analysis): string[] {
  const all = new Set(planned.flatMap(({ tasks }) => tasks.map(({ target }) => target)));
  const found = CHECKED.filter((target) => all.has(target));
  return found.length > 0 ? found : ['build', 'test'];
}
