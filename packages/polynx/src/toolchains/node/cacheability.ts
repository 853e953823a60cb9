/** Whether what a script does is known far enough for a cache. */
import { type Glob, literalOf, taken } from '../../model/globs.js';
import { isInside, leavesWorkspace } from '../../model/paths.js';
import type { Declared, Outputs } from './declared/apply.js';
import { type Ground, matcherOf, notAnOutput, trackedFile } from './outputs.js';
import type { PackageFields } from './package-json.js';
import { promisedFiles } from './promised-files.js';
import { isPromise } from './promised-outputs.js';
import type { Resolved } from './scripts.js';
import type { Effect } from './tools/tool.js';

interface AnalysedScript {
  readonly root: string;
  readonly fields: PackageFields;
  readonly around: Ground;
  readonly script: string;
  readonly resolved: Resolved;
  readonly effects: readonly Effect[];
  readonly writes: readonly string[];
  readonly declared: Declared;
}

/** Why it is not cached. What is merely not known may be declared; what is known to be wrong stays wrong. */
export function cacheability(one: AnalysedScript): {
  readonly reason: string | undefined;
  readonly isLifted: boolean;
} {
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
function notWritten(
  { root, fields, around, script, writes }: AnalysedScript,
  more: Outputs,
): string | undefined {
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
