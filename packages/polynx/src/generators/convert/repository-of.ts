import type { Tree as NxTree } from '@nx/devkit';
import type { Analysis } from '../../analysis/analyse.js';
import type { Tree } from '../../model/tree.js';
import { conversions } from './conversions.js';
import type { Repository } from './repository.js';

interface Workspace {
  readonly analysis: Analysis;
  readonly tree: Tree;
}

export function repositoryOf(host: NxTree, { analysis, tree }: Workspace): Repository {
  return {
    analysis,
    files: tree.files,
    read: (path) => (host.exists(path) ? (host.read(path, 'utf-8') ?? undefined) : undefined),
    write: (path, text) => host.write(path, text),
    remove: (path) => host.delete(path),
  };
}

/** Plugins that do what polynx does: beside each other they work twice. */
export function pluginLines(repository: Repository): string[] {
  const used = conversions.filter(({ isPlugin, isUsed }) => isPlugin && isUsed(repository));
  const names = used.map(({ name }) => name).join(' and ');
  return used.length === 0
    ? []
    : ['', `${names} ${used.length === 1 ? 'does' : 'do'} the same here: nx g polynx:convert takes over.`];
}
