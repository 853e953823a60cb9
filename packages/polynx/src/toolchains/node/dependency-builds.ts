import type { ScriptAnalysis, ScriptContext } from './analyse-script.js';
import { scriptsOf } from './package-json.js';
import type { Package } from './packages.js';
import { promisedOutputs } from './promised-outputs.js';

/** A script that uses what its neighbours build is only as well known as they are. */
export function withDependencyBuilds(
  one: Package,
  closure: readonly Package[],
  builds: ReadonlyMap<string, Build>,
  circles: ReadonlySet<string>,
  own: ReadonlyMap<string, ScriptAnalysis>,
): Map<string, ScriptAnalysis> {
  const below = closure.filter(({ root }) => root !== one.root);
  const unknown = below.find(({ root }) => builds.get(root)?.isUnknown === true);
  const isBuilt = below.some(({ root }) => builds.get(root)?.exists === true);
  const reason = (verdict: ScriptAnalysis): string | undefined => {
    if (verdict.reason !== undefined) return verdict.reason;
    if (!verdict.usesBuilds) return undefined;
    // NB a build that is not understood may write into the sources: tests and type checks read what it
    // generated.
    if (builds.get(one.root)?.isUnderstood === false) return unknownBuild(one.root);
    if (unknown !== undefined) return unknownBuild(unknown.root);
    return isBuilt && circles.has(one.root)
      ? 'its dependencies lead back to it, so none can be built first'
      : undefined;
  };
  return new Map(
    [...own].map(([name, verdict]) => {
      const why = reason(verdict);
      return [name, why === undefined ? verdict : { ...verdict, reason: why }];
    }),
  );
}

function unknownBuild(root: string): string {
  return `how the files that git ignores in ${root} are made is not known`;
}

export interface Build {
  readonly exists: boolean;
  /**
   * The package's entry is made by something else than its build script, or nobody knows what that one makes.
   */
  readonly isUnknown: boolean;
  /** All it does is known. */
  readonly isUnderstood: boolean;
}

export function buildOf(one: Package, verdict: ScriptAnalysis | undefined, around: ScriptContext): Build {
  const exists = scriptsOf(one.fields).has('build');
  const isMade =
    verdict !== undefined &&
    (verdict.reason === undefined || verdict.outputs.length + verdict.outputGlobs.length > 0);
  const isUnknown = exists ? !isMade : promisedOutputs(one, around).length > 0;
  return { exists, isUnknown, isUnderstood: exists ? verdict?.reason === undefined : !isUnknown };
}
