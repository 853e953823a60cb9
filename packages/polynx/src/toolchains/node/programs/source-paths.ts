/**
 * Paths that sources make from where they lie, and that lead out of the package: `join(__dirname, '..', '..',
 * 'fixtures', name)`. Tests read such files.
 */
import { dirname, isInside, join } from '../../../model/paths.js';
import type { Scan, Tree } from '../../../model/tree.js';
import { isJavaScript } from '../../shared/javascript/files.js';
import { tokensOf } from '../../shared/javascript/tokens.js';
import { specifierScan } from '../specifiers.js';
import { isTest } from '../test-names.js';
import { factsOf, type Mention } from './facts.js';
import { mentionsOf, type ProgramPlace } from './mentions.js';
import { moduleAt } from './program.js';

/** NB most sources say nothing of where they lie: those are not taken apart. */
export const sourcePathScan: Scan<readonly Mention[]> = {
  name: 'node-source-paths',
  facts: (text, path) =>
    text.includes('..') && PLACE.test(text)
      ? factsOf(tokensOf(text, path)).mentions.filter(
          ({ base, text: stated }) => base !== 'none' && stated.startsWith('..'),
        )
      : [],
};

const PLACE = /\b(?:__dirname|__filename|import\.meta|process\.cwd)\b/;

export interface SourcePaths {
  readonly reads: readonly string[];
  readonly produced: readonly string[];
  readonly problem: string | undefined;
}

export function sourcePaths(around: ProgramPlace): SourcePaths {
  const { root, nested, tree } = around;
  const own = tree
    .under(root)
    .filter((file) => isJavaScript(file) && !file.includes('node_modules/'))
    .filter((file) => !nested.some((one) => isInside(file, one)));
  const run = runByTests(own, tree);
  const found = own.flatMap((file) => {
    const mentions = tree.scan(file, sourcePathScan) ?? [];
    return mentions.length === 0 ? [] : [{ file, ...mentionsOf(file, { mentions }, around) }];
  });
  return {
    reads: [...new Set(found.flatMap(({ reads }) => reads))],
    produced: [...new Set(found.flatMap(({ produced }) => produced))],
    problem: found.filter(({ file }) => run.has(file)).flatMap(({ problems }) => problems)[0],
  };
}

/** Tests, and what they import by relative paths: a script or a server beside them takes no part. */
function runByTests(own: readonly string[], tree: Tree): ReadonlySet<string> {
  const all = new Set(own);
  const run = new Set(own.filter((file) => isTest(file) || /(?:^|\/)tests?\//.test(file)));
  for (const file of run) {
    const { away, beside } = tree.scan(file, specifierScan) ?? { away: [], beside: [] };
    for (const specifier of [...away, ...beside].filter((one) => one.startsWith('.'))) {
      const found = moduleAt(join(dirname(file), specifier), tree);
      if (found !== undefined && all.has(found)) run.add(found);
    }
  }
  return run;
}
