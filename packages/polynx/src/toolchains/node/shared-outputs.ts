import { isInside } from '../../model/paths.js';
import type { ScriptAnalysis } from './analyse-script.js';

/**
 * Two scripts of a package that write into one folder by different programs: what Nx stores for one holds
 * whatever the other one left at that time, and would come back with it, unless the script empties the folder
 * first. `build` keeps its cache, and so does `test` beside `test:unit`; the other one runs each time.
 */
export function withoutSharedOutputs(
  analyses: ReadonlyMap<string, ScriptAnalysis>,
): Map<string, ScriptAnalysis> {
  const cached = [...analyses].filter(([, { reason }]) => reason === undefined);
  return new Map(
    [...analyses].map(([name, analysis]) => {
      if (analysis.reason !== undefined) return [name, analysis];
      const other = cached.find(
        ([otherName, of]) => otherName !== name && !comesFirst(name, otherName) && clash(analysis, of),
      );
      if (other === undefined) return [name, analysis];
      const reason = `it writes to ${sharedFolder(analysis, other[1])}, where ${other[0]} writes other files`;
      return [name, { ...analysis, reason }];
    }),
  );
}

function comesFirst(name: string, other: string): boolean {
  return (
    name === 'build' || (other !== 'build' && (other.startsWith(`${name}:`) || other.startsWith(`${name}-`)))
  );
}

function clash(one: ScriptAnalysis, other: ScriptAnalysis): boolean {
  const folder = sharedFolder(one, other);
  if (folder === undefined) return false;
  return callsInto(one, folder) !== callsInto(other, folder) && !startsEmpty(one, folder);
}

/** NB the state of tsc is none that anything else is made from. */
function sharedFolder(one: ScriptAnalysis, other: ScriptAnalysis): string | undefined {
  const written = ({ steps }: ScriptAnalysis) =>
    steps.flatMap(({ writes }) => writes.filter((path) => !/^!|\.tsbuildinfo$/.test(path)));
  const others = written(other);
  return written(one).find((path) => others.some((folder) => meet(path, folder)));
}

function meet(a: string, b: string): boolean {
  return isInside(a, b) || isInside(b, a);
}

function callsInto({ steps }: ScriptAnalysis, folder: string): string {
  const into = steps.filter(({ writes }) => writes.some((path) => meet(path, folder)));
  return JSON.stringify(into.map(({ program, args, env, cwd }) => ({ program, args, env, cwd })));
}

/**
 * NB bundlers that empty their folder by themselves do so for some of their outputs only (environments of
 * Vite).
 */
function startsEmpty({ steps }: ScriptAnalysis, folder: string): boolean {
  const first = steps.find(({ writes, removes }) =>
    [...writes, ...removes].some((path) => meet(path, folder)),
  );
  return first?.removes.some((path) => isInside(folder, path)) === true;
}
