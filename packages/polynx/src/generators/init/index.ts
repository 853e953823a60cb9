import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { ignoredFolders, trackedFolders } from '../../adapters/git.js';
import { isInstalled } from '../../adapters/run.js';
import { analyse } from '../../plugin/analyse.js';
import { readOptions } from '../../plugin/options.js';
import { toolchains } from '../../toolchains/index.js';
import { workspaceTree } from '../nx-tree.js';
import { type GitFacts, missingLines, withLines } from './gitignore.js';
import { pluginOptions, withPolynx } from './nx-json.js';
import type { InitOptions } from './schema.js';
import { summary, unseenScripts } from './summary.js';

/** `nx add polynx`, and again at any time: a second run changes nothing. */
export default async function init(host: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const nxJson = host.read('nx.json', 'utf-8') ?? '{}\n';
  const executors = toolchains.filter(({ runner }) => runner !== undefined).map(({ id }) => `polynx:${id}`);
  update(host, 'nx.json', withPolynx(nxJson, executors));

  const tree = await workspaceTree(host);
  const analysis = analyse(tree.files, tree, readOptions(pluginOptions(nxJson)));
  const ignore = host.read('.gitignore', 'utf-8') ?? '';
  update(host, '.gitignore', withLines(ignore, await missingLines(analysis.planned, gitFacts(host, ignore))));

  if (options.skipFormat !== true) await formatFiles(host);
  const unseen = unseenScripts(analysis.planned, host.read('package.json', 'utf-8') ?? undefined);
  return () => console.log(`\n${summary(analysis, toolchains, isInstalled, unseen)}\n`);
}

function update(host: Tree, file: string, text: string): void {
  if (host.read(file, 'utf-8') !== text) host.write(file, text);
}

/** Git's own answer; the lines of .gitignore count too, for a folder that is no repository yet. */
function gitFacts({ root }: Tree, ignore: string): GitFacts {
  const lines = new Set(ignore.split(/\r?\n/).map((line) => line.replace(/^\/|\/$/g, '')));
  return {
    ignored: async (folders) =>
      new Set([...(await ignoredFolders(root, folders)), ...folders.filter((folder) => lines.has(folder))]),
    tracked: (folders) => trackedFolders(root, folders),
  };
}
