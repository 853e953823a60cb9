/** What new modules are called, and how a workspace takes them in. */
import { basename, dirname, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { parseGoMod } from './go-mod.js';

/**
 * Lower case, no separators; a file name must not look like `_test` or `_linux`.
 * https://go.dev/blog/package-names
 */
export function packageName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return /^[a-z]/.test(plain) && !KEYWORDS.has(plain) ? plain : `go${plain}`;
}

const KEYWORDS = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package range ' +
    'return select struct switch type var main'
  ).split(' '),
);

/**
 * Named as the repository's other modules are: their path with the directory cut off is the common beginning.
 */
export function modulePath(directory: string, tree: Tree): string {
  for (const { root, manifest } of modulesOf(tree)) {
    if (root === '.') return `${manifest.path}/${directory}`;
    if (manifest.path.endsWith(`/${root}`)) return manifest.path.slice(0, -root.length) + directory;
  }
  return `example.com/${directory === '.' ? 'app' : directory}`;
}

/** Modules that can be read; the one at the repository's root first. */
export function modulesOf(tree: Tree) {
  const paths = tree.files.filter(
    (path) => basename(path) === 'go.mod' && !/(^|\/)(testdata|vendor)\//.test(path),
  );
  return paths
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .flatMap((path) => {
      try {
        return [{ root: dirname(path), manifest: parseGoMod({ path, text: tree.read(path) ?? '' }) }];
      } catch {
        return [];
      }
    });
}

/** Into the first block, else after the last single line, else at the end. Everything else stays as it is. */
export function addUse(text: string, use: string): string {
  const lines = text.replace(/\n*$/, '\n').split('\n').slice(0, -1);
  if (
    lines.some(
      (line) =>
        line
          .replace(/\/\/.*/, '')
          .trim()
          .replace(/^use\s+/, '') === use,
    )
  )
    return text;
  const block = lines.findIndex((line) => /^\s*use\s*\(\s*(\/\/.*)?$/.test(line));
  if (block >= 0) {
    const end = lines.findIndex((line, index) => index > block && /^\s*\)/.test(line));
    lines.splice(end < 0 ? lines.length : end, 0, `\t${use}`);
  } else {
    const last = lines.findLastIndex((line) => /^\s*use\s/.test(line));
    if (last >= 0) lines.splice(last + 1, 0, `use ${use}`);
    else lines.push('', `use ${use}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A module in a folder that is there: its manifest, and its line in go.work. */
export function scaffoldTexts(
  directory: string,
  manifest: string,
  work: string | undefined,
  tree: Tree,
): Readonly<Record<string, string>> {
  const use = work === undefined ? '' : `./${relative(dirname(work), directory)}`;
  return {
    ...(tree.has(join(directory, 'go.mod')) ? {} : { [join(directory, 'go.mod')]: manifest }),
    ...(work === undefined ? {} : { [work]: addUse(tree.read(work) ?? '', use) }),
  };
}
