import { dirname } from '../model/paths.js';
import type { Project } from '../model/project.js';
import type { Scan, Tree } from '../model/tree.js';

/**
 * The names that Nx gives by itself, by root: project.json first, then package.json. They always win, so they
 * are known before any other project is named.
 */
export function givenNames(tree: Tree, namedByNx: readonly Project[]): Map<string, string> {
  const names = new Map(namedByNx.map(({ root, name }) => [root, name]));
  for (const file of tree.files) {
    if (!file.endsWith('/project.json') && file !== 'project.json') continue;
    const name = nameIn(file, tree);
    if (typeof name === 'string') names.set(dirname(file), name);
  }
  return names;
}

/** One that may not be read, as one that is no JSON, is Nx's to report. */
function nameIn(file: string, tree: Tree): string | null | undefined {
  try {
    return tree.scan(file, nameScan);
  } catch {
    return undefined;
  }
}

/** A project.json that is no JSON is Nx's to report. */
export const nameScan: Scan<string | null> = {
  name: 'project-name',
  facts(text) {
    try {
      const { name } = JSON.parse(text) as { name?: unknown };
      return typeof name === 'string' ? name : null;
    } catch {
      return null;
    }
  },
};
