import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { isInstalled } from '../../adapters/programs.js';
import { executorsOf } from '../../toolchains/executors.js';
import { toolchains } from '../../toolchains/index.js';
import { analyseWorkspace } from '../nx-tree.js';
import { formatByOwn, leaveWrapperOut } from './formatters.js';
import { ignoreOutputs } from './ignore-outputs.js';
import { commitLines, nextLines, turboLines } from './next-steps.js';
import { withPolynx } from './nx-json.js';
import type { InitOptions } from './schema.js';
import { summary, unseenScripts } from './summary.js';
import { canAnalyse, WITHOUT_ANALYSIS } from './typescript.js';

/** `nx add polynx`, and again at any time: a second run changes nothing. */
export default async function init(host: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const nxJson = host.read('nx.json', 'utf-8') ?? '{}\n';
  const executors = toolchains.flatMap(executorsOf).map((name) => `polynx:${name}`);
  const analyses = canAnalyse(host.root);
  const withPlugin = withPolynx(nxJson, executors, host.exists('package.json'), analyses);
  if (withPlugin !== host.read('nx.json', 'utf-8')) host.write('nx.json', withPlugin);

  const { analysis } = await analyseWorkspace(host);
  await ignoreOutputs(host, analysis.planned);
  leaveWrapperOut(host);

  if (options.skipFormat !== true) await formatFiles(host);
  const unseen = unseenScripts(analysis.planned, host.read('package.json', 'utf-8') ?? undefined);
  const changed = host.listChanges().map(({ path }) => path);
  return async () => {
    const { root } = host;
    const formatted = changed.filter((file) => /\.jsonc?$/.test(file));
    if (formatted.length > 0 && options.skipFormat !== true) await formatByOwn(root, formatted);
    const first = summary(analysis, toolchains, isInstalled, unseen);
    const lines = [
      first,
      ...(analyses ? [] : ['', WITHOUT_ANALYSIS]),
      ...turboLines(host),
      ...(await commitLines(root, changed)),
      ...nextLines(host),
    ];
    console.log(`\n${lines.join('\n')}\n`);
  };
}
