import { ancestors, dirname, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { wildcard } from './wildcard.js';

/**
 * Whether git would ignore a path that need not exist yet (https://git-scm.com/docs/gitignore). A build may only be restored where git
 * looks away: an output that is tracked would overwrite sources. Only the repository's own files are asked, not the user's.
 */
export function gitIgnore(tree: Tree): (path: string) => boolean {
  const rules = new Map<string, readonly Rule[]>();
  const rulesAt = (directory: string): readonly Rule[] => {
    let found = rules.get(directory);
    if (found === undefined) {
      const file = join(directory, '.gitignore');
      found = tree.has(file) ? parseRules(tree.read(file) ?? '') : [];
      rules.set(directory, found);
    }
    return found;
  };
  const verdict = (path: string, isDirectory: boolean): boolean => {
    for (const directory of ancestors(dirname(path))) {
      const seen = relative(directory, path);
      const rule = rulesAt(directory).findLast(
        ({ onlyDirectories, matches }) => (isDirectory || !onlyDirectories) && matches(seen),
      );
      if (rule !== undefined) return !rule.negated;
    }
    return false;
  };
  // NB nothing below an ignored directory can be taken back in, so the outermost verdict counts.
  return (path) =>
    ancestors(path)
      .reverse()
      .some((prefix) => prefix !== '.' && verdict(prefix, prefix !== path || looksLikeDirectory(path)));
}

interface Rule {
  readonly negated: boolean;
  readonly onlyDirectories: boolean;
  readonly matches: (path: string) => boolean;
}

function parseRules(text: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const pattern = line.replace(/(?<!\\)[ \t]+$/, '');
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
