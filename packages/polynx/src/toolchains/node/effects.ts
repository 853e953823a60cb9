/** What the steps of a script do, taken together. */
import { baseOf, everythingBelow, everythingIn, except, type Glob, only, taken } from '../../model/globs.js';
import { isInside, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { expandBraces, wildcard } from '../shared/wildcard.js';
import type { Outputs } from './declared/apply.js';
import type { Imported } from './outside.js';
import type { Effect } from './tools/tool.js';
import { unlistedFolder, unlistedGlobs } from './unlisted.js';

interface FromDisk {
  readonly produced: readonly string[];
  readonly ignored: readonly Glob[];
}

/** NB what a step of the script writes another one may read: that is made anew each time. */
export function fromDisk({ produced, ignored }: FromDisk, outputs: Outputs, tree: Tree): FromDisk {
  // NB a folder that git ignores may hold files that it tracks all the same.
  const isThere = (path: string) => tree.hasDirectory(unlistedFolder(path));
  const own = outputs.paths.filter((path) => !path.startsWith('!'));
  const isOwn = (folder: string) => own.some((path) => isInside(folder, path));
  const others = produced.filter((path) => !isOwn(unlistedFolder(path)));
  const isWithin = (path: string) =>
    ignored.some((glob) => glob.includes('**') && isInside(path, baseOf(glob)));
  const within = own.filter(isWithin);
  const matched = outputs.globs.filter((glob) => taken(glob) === undefined && isWithin(baseOf(glob)));
  return {
    produced: others.filter((path) => !isThere(path)),
    ignored: [
      ...ignored.filter((glob) => !isOwn(baseOf(glob))),
      ...others.filter(isThere).flatMap(unlistedGlobs),
      ...except([...only(within), ...everythingIn(within), ...matched, ...matched.map(everythingBelow)]),
    ],
  };
}

/** Tests and mocks that no source imports: those that one does import are compiled like any other. */
export function unread(
  globs: readonly string[],
  imported: (root: string) => Imported,
  root: string,
  reason: string | undefined,
): string[] {
  if (globs.length === 0 || reason !== undefined) return [...globs];
  const { tests, wild } = imported(root);
  if (wild) return [];
  const leftOut = globs.map((glob) =>
    expandBraces(glob).map((one) => wildcard(join(root, one), { dot: true })),
  );
  const isLeftOut = (file: string) => leftOut.some((patterns) => patterns.some((matches) => matches(file)));
  const taken = tests.filter(({ file, by }) => isLeftOut(file) && !isLeftOut(by));
  return globs.filter(
    (_, index) => !taken.some(({ file }) => leftOut[index]?.some((matches) => matches(file))),
  );
}

export function merged(effects: readonly Effect[]) {
  const all = (key: 'reads' | 'produced' | 'env' | 'onlyWith' | 'compiles') => [
    ...new Set(effects.flatMap((effect) => effect[key] ?? [])),
  ];
  // NB a file may be left out only if every step that reads the package leaves it out.
  const [first, ...rest] = effects.filter(
    (effect) => (effect.writes?.length ?? 0) > 0 || effect.usesBuilds === true,
  );
  const leavesOut = (first?.leavesOut ?? []).filter((glob) =>
    rest.every((other) => other.leavesOut?.includes(glob)),
  );
  return {
    reads: all('reads'),
    produced: all('produced'),
    globs: [...new Set(effects.flatMap(({ globs = [] }) => globs))],
    ignored: [...new Set(effects.flatMap(({ ignored = [] }) => ignored))],
    env: all('env'),
    onlyWith: all('onlyWith'),
    compiles: all('compiles'),
    leavesOut,
  };
}
