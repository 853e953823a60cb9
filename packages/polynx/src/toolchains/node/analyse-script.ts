import { compact } from '../../model/compact.js';
import { type Glob, literalOf } from '../../model/globs.js';
import { outermost } from '../../model/paths.js';
import { cacheability } from './cacheability.js';
import { applyDeclarations } from './declared/apply.js';
import type { Declaration } from './declared/declared.js';
import { fromDisk, merged, unread } from './effects.js';
import { type Ground, notAnOutput } from './outputs.js';
import type { Imported } from './outside.js';
import { type PackageFields, scriptsOf } from './package-json.js';
import { promisedOutputs } from './promised-outputs.js';
import { isHook } from './script-names.js';
import { resolveScript, type Step } from './scripts.js';
import { isLikeTest } from './test-names.js';
import { effectOf } from './tools/index.js';
import type { Effect } from './tools/tool.js';

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
  const { root, fields } = subject;
  const names = [...scriptsOf(fields).keys()];
  const { resolved, effects, promised } = stepsOf(subject, script, around);
  const declared = applyDeclarations(declarations, root, around);
  const writes = outermost(effects.flatMap((effect) => effect.writes ?? []));
  const verdict = cacheability({ root, fields, around, script, resolved, effects, writes, declared });
  const { reason, isLifted } = verdict;
  const kept = writes.filter((path) => notAnOutput(path, root, around) === undefined);
  const more = isLifted ? declared.outputs : declared.ownOutputs;
  const found = merged([
    ...effects,
    { globs: declared.globs, ignored: declared.ignored, env: declared.env },
    ...(effects.length > 0 || isLifted ? [ofSources(root, reason, around)] : []),
  ]);
  // NB also of a build that is not cached: who depends on it hashes what it leaves.
  const unsaid = reason !== undefined && script === 'build' ? promised : [];
  const outputs = outermost([...kept, ...more.paths, ...unsaid]);
  const takesTests = isLifted || namesTests(declarations);
  return compact({
    ...found,
    ...fromDisk(found, { paths: outputs, globs: more.globs }, around.tree),
    outputs,
    outputGlobs: more.globs,
    leavesOut: takesTests ? [] : unread(found.leavesOut, around.imported, root, reason),
    usesBuilds: resolved.opaque !== undefined || isLifted || effects.some((one) => one.usesBuilds === true),
    usesOwnBuild: (isLifted && LOOKS.test(script)) || effects.some((one) => one.usesOwnBuild === true),
    after: declared.after.filter((name) => names.includes(name) && !isHook(name, names)),
    steps: resolved.steps.map((step, index) => analysedStep(step, effects[index])),
    declaredBy: declared.sources,
    reason,
  });
}

function stepsOf(subject: Subject, script: string, around: ScriptContext) {
  const { root, fields, nested } = subject;
  const { tree, isIgnored, packageNamed, trust } = around;
  const scripts = scriptsOf(fields);
  const resolved = resolveScript(
    { root, get: (name) => scripts.get(name), names: [...scripts.keys()] },
    script,
  );
  const promised = promisedOutputs(subject, around);
  const isBuild = script.startsWith('build');
  const call = { root, fields, nested, tree, promised, isIgnored, packageNamed, isBuild };
  return { resolved, promised, effects: resolved.steps.map((step) => effectOf({ ...step, ...call }, trust)) };
}

function analysedStep(step: Step, { writes = [], removes = [] }: Effect = {}): AnalysedStep {
  return { ...step, writes, removes: removes.map(literalOf) };
}

/** Scripts that look at what is there. A generator runs before the build, not after it. */
const LOOKS = /(?:^|[:-])(?:test|lint|check|types?)/;

function namesTests(declarations: readonly Declaration[]): boolean {
  return declarations.some(({ inputs }) => inputs.some((glob) => !glob.startsWith('!') && isLikeTest(glob)));
}

/** What the package's sources and its tsconfig.json take in. */
function ofSources(root: string, reason: string | undefined, around: ScriptContext): Effect {
  const { outside, absent } = reason === undefined ? around.imported(root) : NOTHING_IMPORTED;
  return { reads: [...around.tsConfigsAbove(root), ...outside], produced: absent };
}

const NOTHING_IMPORTED: Pick<Imported, 'outside' | 'absent'> = { outside: [], absent: [] };
