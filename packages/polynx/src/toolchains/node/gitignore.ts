// NB not the package `ignore`: it makes each pattern a regular expression that backtracks. Twelve times
// `**/a/` and a path of forty folders take more than a minute with it and less than a millisecond here, and a
// pattern may come from anybody's pull request. It would also add 30 KB and 1.4 ms to each computation of the
// graph.
import { ancestors, dirname } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { wildcard } from '../shared/wildcard.js';

/**
 * Whether git would ignore a path that need not exist yet (https://git-scm.com/docs/gitignore). A build may
 * only be restored where git looks away: an output that is tracked would overwrite sources. Only the
 * repository's own files are asked, not the user's.
 */
export function gitIgnore(tree: Tree): (path: string) => boolean {
  const files = tree.files.filter((file) => file === '.gitignore' || file.endsWith('/.gitignore'));
  const rules = new Map(files.map((file) => [dirname(file), parseRules(tree.read(file) ?? '')]));
  const known = new Map<string, boolean>();
  const verdict = (path: string, isDirectory: boolean): boolean => {
    for (const directory of ancestors(dirname(path))) {
      const seen = directory === '.' ? path : path.slice(directory.length + 1);
      const rule = rules
        .get(directory)
        ?.findLast(({ onlyDirectories, matches }) => (isDirectory || !onlyDirectories) && matches(seen));
      if (rule !== undefined) return !rule.negated;
    }
    return false;
  };
  // NB nothing below an ignored directory can be taken back in, so the outermost verdict counts.
  const directoryIsIgnored = (path: string): boolean => {
    if (path === '.') return false;
    let found = known.get(path);
    if (found === undefined) {
      found = directoryIsIgnored(dirname(path)) || verdict(path, true);
      known.set(path, found);
    }
    return found;
  };
  return (path) =>
    looksLikeDirectory(path)
      ? directoryIsIgnored(path)
      : directoryIsIgnored(dirname(path)) || verdict(path, false);
}

interface Rule {
  readonly negated: boolean;
  readonly onlyDirectories: boolean;
  readonly matches: (path: string) => boolean;
}

function parseRules(text: string): Rule[] {
  return [...text.matchAll(/[^\n]+/g)].flatMap(([line]) => {
    let end = line.endsWith('\r') ? line.length - 1 : line.length;
    while ((line[end - 1] === ' ' || line[end - 1] === '\t') && line[end - 2] !== '\\') end--;
    const pattern = line.slice(0, end);
    return pattern === '' || pattern.startsWith('#') ? [] : [parseRule(pattern)];
  });
}

function parseRule(line: string): Rule {
  const negated = line.startsWith('!');
  const body = line.slice(negated ? 1 : 0);
  const bare = body.replace(/\/$/, '');
  const isAnchored = bare.includes('/');
  const pattern = isAnchored ? bare.replace(/^\//, '') : `**/${bare}`;
  // NB `a/**` is everything in a, not a itself; a pattern is otherwise never longer than what it means.
  const matches = wildcard(pattern.replace(/\/\*\*$/, '/**/*'), { dot: true });
  return { negated, onlyDirectories: body.endsWith('/'), matches };
}

/** The outputs of known tools are folders without an extension, or files with one. */
function looksLikeDirectory(path: string): boolean {
  return !/[^/]\.[^/.]+$/.test(path);
}
