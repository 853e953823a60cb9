import { compact } from '../../model/compact.js';
import {
  baseOf,
  everythingBelow,
  everythingIn,
  except,
  type Glob,
  literalOf,
  only,
  taken,
} from '../../model/globs.js';
import { ancestors, isInside, join, leavesWorkspace, outermost } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { applyDeclarations, type Declared, type Outputs } from './declared/apply.js';
import type { Declaration } from './declared/declared.js';
import { type Ground, holdsSources, isIgnoredWhole, matcherOf, notAnOutput, trackedFile } from './outputs.js';
import type { Imported } from './outside.js';
import { type PackageFields, scriptsOf } from './package-json.js';
import { promisedFiles } from './promised-files.js';
import { isHook } from './script-names.js';
import { type Resolved, resolveScript, type Step } from './scripts.js';
import { isLikeTest } from './test-names.js';
import { effectOf } from './tools/index.js';
import type { Effect } from './tools/tool.js';
import { unlistedFolder, unlistedGlobs } from './unlisted.js';
import { expandBraces, wildcard } from './wildcard.js';

/** What is known of one script: what it leaves behind and reads, and why it must not be cached, if so. */
export interface ScriptAnalysis {
  readonly outputs: readonly string[];
  /** Outputs that are declared by patterns. */
  readonly outputGlobs: readonly Glob[];
  readonly reads: readonly string[];
  /** Further inputs that are declared. */
  readonly globs: readonly Glob[];
  /** Paths and globs that are not in the repository: a build makes them, maybe. */
  readonly produced: readonly string[];
  readonly ignored: readonly Glob[];
  readonly env: readonly string[];
  readonly onlyWith: readonly string[];
  readonly compiles: readonly string[];
  readonly leavesOut: readonly string[];
  readonly usesBuilds: boolean;
  readonly usesOwnBuild: boolean;
  /** Scripts of the package that are declared to run before. */
  readonly after: readonly string[];
  readonly steps: readonly AnalysedStep[];
  /** Files that declare something of it. */
  readonly declaredBy: readonly string[];
  readonly reason?: string;
}

/** One program call of a script, and what it is known to write. */
export interface AnalysedStep extends Step {
  readonly writes: readonly string[];
  readonly removes: readonly string[];
}

export interface ScriptContext extends Ground {
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

export function analyseScript(
  subject: Subject,
  script: string,
  around: ScriptContext,
  declarations: readonly Declaration[] = [],
): ScriptAnalysis {
  const { root, fields, nested } = subject;
  const { tree, isIgnored, packageNamed } = around;
  const scripts = scriptsOf(fields);
  const resolved = resolveScript(
    { root, get: (name) => scripts.get(name), names: [...scripts.keys()] },
    script,
  );
  const { steps } = resolved;
  const promised = promisedOutputs(subject, around);
  const isBuild = script.startsWith('build');
  const call = { root, fields, nested, tree, promised, isIgnored, packageNamed, isBuild };
  const effects = steps.map((step) => effectOf({ ...step, ...call }, around.trust));
  const declared = applyDeclarations(declarations, root, around);
  const writes = outermost(effects.flatMap((effect) => effect.writes ?? []));
  const verdict = judge({ ...subject, around, script, resolved, effects, writes, declared });
  const { reason, isLifted } = verdict;
  const kept = writes.filter((path) => notAnOutput(path, root, around) === undefined);
  const more = isLifted ? declared.outputs : declared.ownOutputs;
  const found = merged([
    ...effects,
    { globs: declared.globs, ignored: declared.ignored, env: declared.env },
    ...(steps.length > 0 || isLifted ? [ofSources(root, reason, around)] : []),
  ]);
  // NB also of a build that is not cached: who depends on it hashes what it leaves.
  const outputs = outermost([
    ...kept,
    ...more.paths,
    ...(reason !== undefined && script === 'build' ? promised : []),
  ]);
  return compact({
    ...found,
    ...fromDisk(found, { paths: outputs, globs: more.globs }, tree),
    outputs,
    outputGlobs: more.globs,
    leavesOut:
      isLifted || namesTests(declarations) ? [] : unread(found.leavesOut, around.imported, root, reason),
    usesBuilds:
      resolved.opaque !== undefined || isLifted || effects.some((effect) => effect.usesBuilds === true),
    after: declared.after.filter((name) => scripts.has(name) && !isHook(name, [...scripts.keys()])),
    usesOwnBuild: (isLifted && LOOKS.test(script)) || effects.some((effect) => effect.usesOwnBuild === true),
    steps: steps.map((step, index) => ({
      ...step,
      writes: effects[index]?.writes ?? [],
      removes: (effects[index]?.removes ?? []).map(literalOf),
    })),
    declaredBy: declared.sources,
    reason,
  });
}

/** Scripts that look at what is there. A generator runs before the build, not after it. */
const LOOKS = /(?:^|[:-])(?:test|lint|check|types?)/;

interface Case extends Subject {
  readonly around: ScriptContext;
  readonly script: string;
  readonly resolved: Resolved;
  readonly effects: readonly Effect[];
  readonly writes: readonly string[];
  readonly declared: Declared;
}

/** Why it is not cached. What is merely not known may be declared; what is known to be wrong stays wrong. */
function judge(one: Case): { readonly reason: string | undefined; readonly isLifted: boolean } {
  const { root, around, resolved, effects, writes, declared } = one;
  const wrong = writes
    .map((path) => notAnOutput(path, root, around))
    .find((problem) => problem !== undefined);
  const removed = effects
    .flatMap((effect) => effect.removes ?? [])
    .map((glob) => removesSources(glob, root, around))
    .find((problem) => problem !== undefined);
  const refused = (isUnknown: boolean) =>
    (resolved.opaque !== undefined && (resolved.isUnknown === true) === isUnknown
      ? resolved.opaque
      : undefined) ??
    effects.find(({ refuse, isUnknown: is = false }) => refuse !== undefined && is === isUnknown)?.refuse;
  const definite = declared.uncached ?? refused(false) ?? wrong ?? removed;
  if (definite !== undefined) return { reason: definite, isLifted: false };
  const unknown = refused(true);
  const isLifted = unknown !== undefined && declared.suffices;
  if (unknown !== undefined && !isLifted) return { reason: unknown, isLifted };
  const problem = isLifted ? declared.problems[0] : undefined;
  return { reason: problem ?? notWritten(one, isLifted ? declared.outputs : declared.ownOutputs), isLifted };
}

/** NB what is removed need not be ignored by git: where there is nothing, nothing is removed. */
function removesSources(glob: Glob, root: string, around: Ground): string | undefined {
  const path = literalOf(glob);
  if (leavesWorkspace(path) || isInside(root, path)) return `it removes ${path}`;
  const tracked = trackedFile(glob, around);
  return tracked === undefined ? undefined : `it removes ${path}, which holds files that git does not ignore`;
}

/** A build that is not known to leave every file that package.json names. */
function notWritten({ root, fields, around, script, writes }: Case, more: Outputs): string | undefined {
  if (script !== 'build') return undefined;
  const folders = [...writes, ...more.paths].filter((path) => !path.startsWith('!'));
  const matchers = more.globs.filter((glob) => taken(glob) === undefined).map(matcherOf);
  const isWritten = (path: string) =>
    folders.some((folder) => isInside(path, folder)) || matchers.some((matches) => matches(path));
  const missing = promisedFiles(root, fields).find(
    (path) => isPromise(path, root, around) && !isWritten(path),
  );
  return missing === undefined ? undefined : `package.json names ${missing}, which no step is known to write`;
}

function namesTests(declarations: readonly Declaration[]): boolean {
  return declarations.some(({ inputs }) => inputs.some((glob) => !glob.startsWith('!') && isLikeTest(glob)));
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
  outputs: Outputs,
  tree: Tree,
): Pick<ScriptAnalysis, 'produced' | 'ignored'> {
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

/** Where the files that the manifest promises and git ignores live: the outermost ignored folder of each. */
export function promisedOutputs(
  { root, fields }: Pick<Subject, 'root' | 'fields'>,
  around: Ground,
): string[] {
  const files = promisedFiles(root, fields).filter((path) => isPromise(path, root, around));
  return outermost(files.flatMap((path) => folderOf(path, root, around) ?? []));
}

/** Whether the file is one that only a build can leave: in the package, and not tracked. */
function isPromise(path: string, root: string, around: Ground): boolean {
  return (
    isInside(path, root) && !holdsSources(around.tree, path) && folderOf(path, root, around) !== undefined
  );
}

function folderOf(path: string, root: string, around: Ground): string | undefined {
  const inside = ancestors(path).filter((folder) => folder !== root && isInside(folder, root));
  return inside
    .reverse()
    .find((folder) => isIgnoredWhole(around, folder) && !holdsSources(around.tree, folder));
}
