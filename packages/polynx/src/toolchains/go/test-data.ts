/** Files that tests open by a path which they spell out: a test runs in its package's directory. */
import { isInside, join } from '../../model/paths.js';
import type { Scan, Tree } from '../../model/tree.js';

const LITERAL = /"([\w.-][^"\\\s%:]{0,200})"|`([\w.-][^`\s%:]{0,200})`/g;
const JOINED = /\b(?:filepath|path)\.Join\(\s*((?:"[^"\\\n]*"(?:\s*,)?\s*)+)/g;
/** A folder has neither slash nor dot: `os.DirFS("migrations")`. */
const CALLED = /\b(?:os|fs|filepath|http|ioutil)\.\w+\(\s*"([\w-]+)"/g;
/** `github.com/a/b` is a package. */
const IMPORT = /^\w[\w-]*\.[^/]*\//;

export const testDataScan: Scan<readonly string[]> = {
  name: 'go-test-data',
  facts: (text) => {
    const literals = new Set<string>();
    for (const [, quoted, raw] of text.matchAll(LITERAL)) literals.add(quoted ?? raw ?? '');
    const joined = text.includes('.Join(')
      ? [...text.matchAll(JOINED)].map(([, parts = '']) =>
          [...parts.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join('/'),
        )
      : [];
    const called = [...text.matchAll(CALLED)].map(([, name = '']) => name);
    return [
      ...new Set([
        ...[...literals, ...joined].filter((path) => /[./]/.test(path) && !IMPORT.test(path)),
        ...called,
        ...joined,
      ]),
    ];
  },
};

/** Workspace-relative paths of files and folders that are there. */
export function testDataOf(file: string, directory: string, tree: Tree): string[] {
  const { files, directories } = tree.list(directory);
  const beside = new Set([...files, ...directories, '.', '..']);
  return (tree.scan(file, testDataScan) ?? []).flatMap((path) => {
    const slash = path.indexOf('/');
    if (!beside.has(slash < 0 ? path : path.slice(0, slash))) return [];
    const target = join(directory, path.replace(/[*?[{].*$/s, ''));
    // NB a folder around the package is where a search begins, and no file.
    const isFound = tree.has(target) || (tree.hasDirectory(target) && !isInside(directory, target));
    return isFound ? target : [];
  });
}
