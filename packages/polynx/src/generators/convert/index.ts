import { formatFiles, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import { OptionsError } from '../../model/errors.js';
import { executorsOf } from '../../toolchains/executors.js';
import { toolchains } from '../../toolchains/index.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import { withPolynx } from '../init/nx-json.js';
import { analyseWorkspace } from '../nx-tree.js';
import { conversions } from './conversions.js';
import { repositoryOf } from './repository-of.js';
import { schema } from './schema.js';

/** `nx g polynx:convert`, and again at any time: what is taken over already is not there any more. */
export default async function convert(host: NxTree, given: z.input<typeof schema>): Promise<void> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'convert', schema));
  const { from, skipFormat } = result.data;
  const executors = toolchains.flatMap(executorsOf).map((name) => `polynx:${name}`);
  const nxJson = host.read('nx.json', 'utf-8') ?? '{}\n';
  const withPlugin = withPolynx(nxJson, executors, host.exists('package.json'));
  if (withPlugin !== nxJson) host.write('nx.json', withPlugin);

  const { analysis, tree } = await analyseWorkspace(host);
  const repository = repositoryOf(host, { analysis, tree });
  const meant = conversions.filter(({ name }) => from === undefined || name === from);
  const used = meant.filter((one) => one.isUsed(repository));
  const lines = used.flatMap((one) => ['', ...one.convert(repository)]);
  if (!skipFormat) await formatFiles(host);
  const nothing = `Nothing to convert: there is no ${meant.map(({ name }) => name).join(', ')}.`;
  // NB now, and not when the files are written: with --dry-run Nx starts no callback.
  console.log(used.length === 0 ? `\n${nothing}\n` : `${lines.join('\n')}\n`);
}
