import { compact } from '../../model/compact.js';
import { ancestors, isInside, leavesWorkspace } from '../../model/paths.js';
import { applyDeclarations, type Declared } from './declared/apply.js';
import type { Declaration } from './declared/declared.js';
import { type Ground, holdsSources, isIgnoredWhole, notAnOutput, outermost, trackedFile } from './outputs.js';
import { type PackageFields, scriptsOf } from './package-json.js';
import { promisedFiles } from './promised-files.js';
import { isHook } from './script-names.js';
import { type Resolved, resolveScript, type Step } from './scripts.js';
import { effectOf } from './tools/index.js';
import type { Effect } from './tools/tool.js';
import { wildcard } from './wildcard.js';

/** What is known of one script: what it leaves behind and reads, and why it must not be cached, if so. */
export interface ScriptAnalysis {
  readonly outputs: readonly string[];
  readonly reads: readonly string[];
  /** Globs of inputs that somebody declares. */
  readonly globs: readonly string[];
  /** Paths out of the package that are not there yet: another project's outputs, maybe. */
  readonly produced: readonly string[];
  readonly ignored: readonly string[];
  readonly env: readonly string[];
  readonly onlyWith: readonly string[];
  readonly compiles: readonly string[];
  readonly leavesOut: readonly string[];
  readonly usesBuilds: boolean;
  readonly usesOwnBuild: boolean;
  /** Scripts of the package that somebody declares to run before. */
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
  /** Files outside the package that its sources import. */
  readonly imported: (root: string) => readonly string[];
}

type Subject = { readonly root: string; readonly fields: PackageFields };

export function analyseScript(
  { root, fields }: Subject,
  script: string,
  around: ScriptContext,
  declarations: readonly Declaration[] = [],
): ScriptAnalysis {
  const scripts = scriptsOf(fields);
  const resolved = resolveScript(
    { root, get: (name) => scripts.get(name), names: [...scripts.keys()] },
    script,
  );
  const { steps } = resolved;
  const promised = promisedOutputs({ root, fields }, around);
  const effects = steps.map((step) =>
    effectOf({ ...step, root, fields, tree: around.tree, promised }, around.trust),
  );
  const declared = applyDeclarations(declarations, root, around);
  const writes = outermost(effects.flatMap((effect) => effect.writes ?? []));
  const verdict = judge({ root, fields, around, script, resolved, effects, writes, declared });
  const { reason, isLifted } = verdict;
  const kept = writes.filter((path) => notAnOutput(path, root, around) === undefined);
  const more = isLifted ? declared.outputs : declared.ownOutputs;
  const found = merged([
    ...effects,
    { globs: declared.globs, ignored: declared.ignored, env: declared.env },
    ...(steps.length > 0 || isLifted
      ? [{ reads: [...around.tsConfigsAbove(root), ...(reason === undefined ? around.imported(root) : [])] }]
      : []),
  ]);
  return compact({
    ...found,
    // NB also of a build that is not cached: who depends on it hashes what it leaves.
    outputs: outermost([...kept, ...more, ...(reason !== undefined && script === 'build' ? promised : [])]),
    leavesOut: isLifted || namesTests(declarations) ? [] : found.leavesOut,
    usesBuilds:
      resolved.opaque !== undefined || isLifted || effects.some((effect) => effect.usesBuilds === true),
    after: declared.after.filter((name) => scripts.has(name) && !isHook(name, [...scripts.keys()])),
    usesOwnBuild: (isLifted && LOOKS.test(script)) || effects.some((effect) => effect.usesOwnBuild === true),
    steps: steps.map((step, index) => ({
      ...step,
      writes: effects[index]?.writes ?? [],
      removes: effects[index]?.removes ?? [],
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
function removesSources(glob: string, root: string, around: Ground): string | undefined {
  if (leavesWorkspace(glob) || isInside(root, glob)) return `it removes ${glob}`;
  const tracked = trackedFile(glob, around);
  return tracked === undefined ? undefined : `it removes ${glob}, which holds files that git does not ignore`;
}

/** A build that is not known to leave every file that package.json names. */
function notWritten(
  { root, fields, around, script, writes }: Case,
  more: readonly string[],
): string | undefined {
  if (script !== 'build') return undefined;
  const all = [...writes, ...more].filter((path) => !path.startsWith('!'));
  const missing = promisedFiles(root, fields).find(
    (path) =>
      isPromise(path, root, around) &&
      !all.some(
        (output) => isInside(path, output) || (output.includes('*') && wildcard(output, { dot: true })(path)),
      ),
  );
  return missing === undefined ? undefined : `package.json names ${missing}, which no step is known to write`;
}

function namesTests(declarations: readonly Declaration[]): boolean {
  return declarations.some(({ inputs }) =>
    inputs.some((glob) => !glob.startsWith('!') && /test|spec/i.test(glob)),
  );
}

function merged(effects: readonly Effect[]) {
  const all = (key: 'reads' | 'globs' | 'produced' | 'ignored' | 'env' | 'onlyWith' | 'compiles') => [
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
    globs: all('globs'),
    produced: all('produced'),
    ignored: all('ignored'),
    env: all('env'),
    onlyWith: all('onlyWith'),
    compiles: all('compiles'),
    leavesOut,
  };
}

/** Where the files that the manifest promises and git ignores live: the outermost ignored folder of each. */
export function promisedOutputs({ root, fields }: Subject, around: Ground): string[] {
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
