import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { isInstalled } from '../../adapters/programs.js';
import { executorsOf } from '../../toolchains/executors.js';
import { toolchains } from '../../toolchains/index.js';
import { pluginLines, repositoryOf } from '../convert/repository-of.js';
import { analyseWorkspace } from '../nx-tree.js';
import { formatByOwn, leaveWrapperOut } from './formatters.js';
import { ignoreOutputs } from './ignore-outputs.js';
import { commitLines, nextLines, turboLines } from './next-steps.js';
import { startedNxJson, withPolynx } from './nx-json.js';
import type { InitOptions } from './schema.js';
import { summary, unseenScripts } from './summary.js';
import { canAnalyse, WITHOUT_ANALYSIS } from './typescript.js';

/** `nx add polynx`, and again at any time: a second run changes nothing. */
export default async function init(host: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const hasPackages = host.exists('package.json');
  const nxJson = startedNxJson(host.read('nx.json', 'utf-8') ?? undefined, hasPackages);
  const executors = toolchains.flatMap(executorsOf).map((name) => `polynx:${name}`);
  const analyses = canAnalyse(host.root);
  const withPlugin = withPolynx(nxJson, executors, hasPackages, analyses);
  if (withPlugin !== host.read('nx.json', 'utf-8')) host.write('nx.json', withPlugin);

  const { analysis, tree } = await analyseWorkspace(host);
  await ignoreOutputs(host, analysis.planned);
  leaveWrapperOut(host);

  if (options.skipFormat !== true) await formatFiles(host);
  const unseen = unseenScripts(analysis.planned, host.read('package.json', 'utf-8') ?? undefined);
  const plugins = pluginLines(repositoryOf(host, { analysis, tree }));
  const changed = host.listChanges().map(({ path }) => path);
  return async () => {
    const { root } = host;
    const formatted = changed.filter((file) => /\.jsonc?$/.test(file));
    if (formatted.length > 0 && options.skipFormat !== true) await formatByOwn(root, formatted);
    const first = summary(analysis, toolchains, isInstalled, unseen);
    const lines = [
      first,
      ...plugins,
      ...(analyses ? [] : ['', WITHOUT_ANALYSIS]),
      ...turboLines(host),
      ...(await commitLines(root, changed)),
      ...nextLines(host),
    ];
    console.log(`\n${lines.join('\n')}\n`);
  };
}
