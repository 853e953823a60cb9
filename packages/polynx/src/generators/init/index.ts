import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { isInstalled } from '../../adapters/programs.js';
import { executorsOf } from '../../toolchains/executors.js';
import { toolchains } from '../../toolchains/index.js';
import { analyseWorkspace } from '../nx-tree.js';
import { ignoreOutputs } from './ignore-outputs.js';
import { withPolynx } from './nx-json.js';
import type { InitOptions } from './schema.js';
import { summary, unseenScripts } from './summary.js';

/** `nx add polynx`, and again at any time: a second run changes nothing. */
export default async function init(host: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const nxJson = host.read('nx.json', 'utf-8') ?? '{}\n';
  const executors = toolchains.flatMap(executorsOf).map((name) => `polynx:${name}`);
  const withPlugin = withPolynx(nxJson, executors);
  if (withPlugin !== host.read('nx.json', 'utf-8')) host.write('nx.json', withPlugin);

  const { analysis } = await analyseWorkspace(host);
  await ignoreOutputs(host, analysis.planned);

  if (options.skipFormat !== true) await formatFiles(host);
  const unseen = unseenScripts(analysis.planned, host.read('package.json', 'utf-8') ?? undefined);
  return () => console.log(`\n${summary(analysis, toolchains, isInstalled, unseen)}\n`);
}
