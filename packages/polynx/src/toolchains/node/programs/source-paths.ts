/** Paths that sources make from where they lie, and that lead out of the package: `join(__dirname, '..', '..', 'fixtures', name)`. Tests read such files. */
import { isInside } from '../../../model/paths.js';
import type { Scan } from '../../../model/tree.js';
import { isJavaScript } from '../../shared/javascript/files.js';
import { tokensOf } from '../../shared/javascript/tokens.js';
import { factsOf, type Mention } from './facts.js';
import { mentionsOf, type Surroundings } from './mentions.js';

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

export function sourcePaths(around: Surroundings): SourcePaths {
  const { root, nested, tree } = around;
  const own = tree
    .under(root)
    .filter((file) => isJavaScript(file) && !file.includes('node_modules/'))
    .filter((file) => !nested.some((one) => isInside(file, one)));
  const found = own.flatMap((file) => {
    const mentions = tree.scan(file, sourcePathScan) ?? [];
    return mentions.length === 0 ? [] : [mentionsOf(file, { mentions }, around)];
  });
  return {
    reads: [...new Set(found.flatMap(({ reads }) => reads))],
    produced: [...new Set(found.flatMap(({ produced }) => produced))],
    problem: found.flatMap(({ problems }) => problems)[0],
  };
}
