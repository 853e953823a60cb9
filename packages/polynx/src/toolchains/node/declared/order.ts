import type { ScriptAnalysis } from '../analyse-script.js';

type Analyses = ReadonlyMap<string, ScriptAnalysis>;

/**
 * What runs before each script of a package: what is declared, and the build before those that look at it. NB
 * a circle would fail every task of the workspace: where the build is declared to come later, it comes later,
 * and declared circles are no order.
 */
export function inOrder(analyses: Analyses): Map<string, ScriptAnalysis> {
  const declared = (name: string) => analyses.get(name)?.after ?? [];
  return new Map(
    [...analyses].map(([name, analysis]) => {
      const own = declared(name).filter((before) => before !== name && !leadsTo(before, name, declared));
      const looksAtBuild = analysis.usesOwnBuild && name !== 'build' && analyses.has('build');
      const isFree = looksAtBuild && !leadsTo('build', name, declared);
      const ordered = { ...analysis, after: [...new Set([...own, ...(isFree ? ['build'] : [])])] };
      return [name, { ...ordered, ...reasonOf(ordered, own, analyses) }];
    }),
  );
}

/** What runs before leaves files that git ignores: they are in the key where it is known which. */
function reasonOf(
  { reason }: ScriptAnalysis,
  own: readonly string[],
  analyses: Analyses,
): Pick<ScriptAnalysis, 'reason'> {
  const unknown = own.find((before) => before !== 'build' && analyses.get(before)?.reason !== undefined);
  const missing = own.find((before) => !analyses.has(before));
  const first = unknown ?? missing;
  if (reason !== undefined || first === undefined) return {};
  return { reason: `what the script ${first}, which runs before, leaves is not known` };
}

function leadsTo(from: string, to: string, next: (name: string) => readonly string[]): boolean {
  const seen = new Set([from]);
  for (const name of seen) {
    if (name === to) return true;
    for (const before of next(name)) seen.add(before);
  }
  return false;
}
