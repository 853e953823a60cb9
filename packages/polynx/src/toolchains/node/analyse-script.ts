import { compact } from '../../model/compact.js';
import { baseOf, everythingIn, except, type Glob, only } from '../../model/globs.js';
import { ancestors, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Imported } from './outside.js';
import { type PackageFields, scriptsOf } from './package-json.js';
import { promisedFiles } from './promised-files.js';
import { resolveScript } from './scripts.js';
import { effectOf } from './tools/index.js';
import { type Effect, exists } from './tools/tool.js';
import { unlistedFolder, unlistedGlobs } from './unlisted.js';
import { expandBraces, wildcard } from './wildcard.js';

/** What is known of one script: what it leaves behind and reads, and why it must not be cached, if so. */
export interface ScriptAnalysis {
  readonly outputs: readonly string[];
  readonly reads: readonly string[];
  /** Paths and globs that are not in the repository: a build makes them, maybe. */
  readonly produced: readonly string[];
  readonly ignored: readonly Glob[];
  readonly env: readonly string[];
  readonly compiles: readonly string[];
  readonly leavesOut: readonly string[];
  readonly usesBuilds: boolean;
  readonly usesOwnBuild: boolean;
  readonly reason?: string;
}

export interface ScriptContext {
  readonly tree: Tree;
  readonly isIgnored: (path: string) => boolean;
  readonly trust: readonly string[];
  /** Files outside the package that its tsconfig files extend. */
  readonly tsConfigsAbove: (root: string) => readonly string[];
  /** Files that its sources import and no manifest names. */
  readonly imported: (root: string) => Imported;
  readonly packageNamed: (name: string) => string | undefined;
}

export type Subject = {
  readonly root: string;
  readonly fields: PackageFields;
  readonly nested: readonly string[];
};

export function analyseScript(subject: Subject, script: string, around: ScriptContext): ScriptAnalysis {
  const { root, fields, nested } = subject;
  const { tree, isIgnored, packageNamed } = around;
  const isBuild = script.startsWith('build');
  const scripts = scriptsOf(fields);
  const { steps, opaque } = resolveScript(
    { root, get: (name) => scripts.get(name), names: [...scripts.keys()] },
    script,
  );
  const promised = promisedOutputs(subject, around);
  const call = { root, fields, nested, tree, promised, isIgnored, packageNamed, isBuild };
  const effects = steps.map((step) => effectOf({ ...step, ...call }, around.trust));
  const writes = outermost(effects.flatMap((effect) => effect.writes ?? []));
  const wrong = writes
    .map((path) => notAnOutput(path, root, around))
    .find((problem) => problem !== undefined);
  const missing = isBuild
    ? promised.find((path) => !writes.some((output) => isInside(path, output)))
    : undefined;
  const reason =
    opaque ??
    effects.find((effect) => effect.refuse !== undefined)?.refuse ??
    wrong ??
    (missing === undefined ? undefined : `package.json names ${missing}, which no step is known to write`);
  const kept = writes.filter((path) => notAnOutput(path, root, around) === undefined);
  const outputs = outermost(reason === undefined || !isBuild ? kept : [...kept, ...promised]);
  const all = merged([...effects, ...(steps.length > 0 ? [ofSources(root, reason, around)] : [])]);
  return compact({
    ...all,
    ...fromDisk(all, outputs, tree),
    outputs,
    leavesOut: unread(all.leavesOut, around.imported, root, reason),
    usesBuilds: opaque !== undefined || effects.some((effect) => effect.usesBuilds === true),
    usesOwnBuild: effects.some((effect) => effect.usesOwnBuild === true),
    reason,
  });
}

/** What the package's sources and its tsconfig.json take in. */
function ofSources(root: string, reason: string | undefined, around: ScriptContext): Effect {
  const { outside, absent } = reason === undefined ? around.imported(root) : NOTHING_IMPORTED;
  return { reads: [...around.tsConfigsAbove(root), ...outside], produced: absent };
}

const NOTHING_IMPORTED: Pick<Imported, 'outside' | 'absent'> = { outside: [], absent: [] };

/** NB what a step of the script writes another one may read: that is made anew each time. */
function fromDisk(
  { produced, ignored }: Pick<ScriptAnalysis, 'produced' | 'ignored'>,
  outputs: readonly string[],
  tree: Tree,
): Pick<ScriptAnalysis, 'produced' | 'ignored'> {
  // NB a folder that git ignores may hold files that it tracks all the same.
  const isThere = (path: string) => tree.hasDirectory(unlistedFolder(path));
  const own = outputs.filter((path) => !path.startsWith('!'));
  const isOwn = (folder: string) => own.some((path) => isInside(folder, path));
  const others = produced.filter((path) => !isOwn(unlistedFolder(path)));
  const within = own.filter((path) =>
    ignored.some((glob) => glob.includes('**') && isInside(path, baseOf(glob))),
  );
  return {
    produced: others.filter((path) => !isThere(path)),
    ignored: [
      ...ignored.filter((glob) => !isOwn(baseOf(glob))),
      ...others.filter(isThere).flatMap(unlistedGlobs),
      ...except([...only(within), ...everythingIn(within)]),
    ],
  };
}

/** Tests and mocks that no source imports: those that one does import are compiled like any other. */
function unread(
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

function merged(effects: readonly Effect[]) {
  const all = (key: 'reads' | 'produced' | 'env' | 'compiles') => [
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
    ignored: [...new Set(effects.flatMap(({ ignored = [] }) => ignored))],
    env: all('env'),
    compiles: all('compiles'),
    leavesOut,
  };
}

/** Where the files that the manifest promises and git ignores live: the outermost ignored folder of each. */
export function promisedOutputs(
  { root, fields }: Pick<Subject, 'root' | 'fields'>,
  { tree, isIgnored }: ScriptContext,
): string[] {
  const files = promisedFiles(root, fields).filter((path) => isInside(path, root) && !exists(tree, path));
  return outermost(
    files.flatMap((path) => {
      const inside = ancestors(path).filter((folder) => folder !== root && isInside(folder, root));
      return inside.reverse().find((folder) => isIgnored(folder) && !tree.hasDirectory(folder)) ?? [];
    }),
  );
}

/** Restoring an output must never touch what git tracks. */
function notAnOutput(path: string, root: string, { tree, isIgnored }: ScriptContext): string | undefined {
  const plain = path.replace(/^!/, '').replace(/\*(?=\.node$)/, 'x');
  if (leavesWorkspace(plain) || plain === '.' || isInside(root, plain)) return `it writes to ${plain}`;
  if (path.includes('node_modules')) return `it writes to ${plain}`;
  if (exists(tree, plain)) return `it writes to ${plain}, which holds files that git does not ignore`;
  return isIgnored(plain) ? undefined : `it writes to ${plain}, which git does not ignore`;
}

function outermost(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  return all
    .filter((path) => path.startsWith('!') || !all.some((other) => other !== path && isInside(path, other)))
    .sort();
}
