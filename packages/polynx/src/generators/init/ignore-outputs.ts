import type { Tree } from '@nx/devkit';
import { ignoredFolders, trackedFolders } from '../../adapters/git.js';
import type { Planned } from '../../pipes/planned.js';
import { CACHES, type GitFacts, INSTALLATION, missingLines, withLines } from './gitignore.js';
import { readNxJson } from './nx-json.js';

/** Adds what .gitignore lacks of folders that tasks write to. */
export async function ignoreOutputs(host: Tree, planned: readonly Planned[]): Promise<void> {
  const present = host.read('.gitignore', 'utf-8') ?? '';
  const isWrapped = readNxJson(host.read('nx.json', 'utf-8') ?? '{}').installation !== undefined;
  const caches = [...cachesOf(isWrapped, host.exists('package.json')), ...CACHES];
  const text = withLines(present, await missingLines(planned, gitFacts(host, present), caches));
  if (text !== present) host.write('.gitignore', text);
}

/** Where Nx and polynx are installed: a package.json may never have had a dependency before. */
function cachesOf(isWrapped: boolean, hasPackages: boolean): string[] {
  return [...(hasPackages ? ['node_modules'] : []), ...(isWrapped ? [INSTALLATION] : [])];
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
