import { compact } from '../../model/compact.js';
import { ancestors, isInside, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { type PackageFields, scriptsOf } from './package-json.js';
import { promisedFiles } from './promised-files.js';
import { resolveScript } from './scripts.js';
import { effectOf } from './tools/index.js';
import { type Effect, exists } from './tools/tool.js';

/** What is known of one script: what it leaves behind and reads, and why it must not be cached, if so. */
export interface ScriptAnalysis {
  readonly outputs: readonly string[];
  readonly reads: readonly string[];
  /** Paths out of the package that are not there yet: another project's outputs, maybe. */
  readonly produced: readonly string[];
  readonly ignored: readonly string[];
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
  /** Files outside the package that its sources import. */
  readonly imported: (root: string) => readonly string[];
}

type Subject = { readonly root: string; readonly fields: PackageFields };

export function analyseScript(
  { root, fields }: Subject,
  script: string,
  around: ScriptContext,
): ScriptAnalysis {
  const scripts = scriptsOf(fields);
  const { steps, opaque } = resolveScript(
    { root, get: (name) => scripts.get(name), names: [...scripts.keys()] },
    script,
  );
  const promised = promisedOutputs({ root, fields }, around);
  const effects = steps.map((step) =>
    effectOf({ ...step, root, fields, tree: around.tree, promised }, around.trust),
  );
  const writes = outermost(effects.flatMap((effect) => effect.writes ?? []));
  const wrong = writes
    .map((path) => notAnOutput(path, root, around))
    .find((problem) => problem !== undefined);
  const isBuild = script.startsWith('build');
  const missing = isBuild
    ? promised.find((path) => !writes.some((output) => isInside(path, output)))
    : undefined;
  const reason =
    opaque ??
    effects.find((effect) => effect.refuse !== undefined)?.refuse ??
    wrong ??
    (missing === undefined ? undefined : `package.json names ${missing}, which no step is known to write`);
  const kept = writes.filter((path) => notAnOutput(path, root, around) === undefined);
  return compact({
    outputs: outermost(reason === undefined || !isBuild ? kept : [...kept, ...promised]),
    ...merged([
      ...effects,
      ...(steps.length > 0
        ? [
            {
              reads: [...around.tsConfigsAbove(root), ...(reason === undefined ? around.imported(root) : [])],
            },
          ]
        : []),
    ]),
    usesBuilds: opaque !== undefined || effects.some((effect) => effect.usesBuilds === true),
    usesOwnBuild: effects.some((effect) => effect.usesOwnBuild === true),
    reason,
  });
}

function merged(effects: readonly Effect[]) {
  const all = (key: 'reads' | 'produced' | 'ignored' | 'env' | 'compiles') => [
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
    ignored: all('ignored'),
    env: all('env'),
    compiles: all('compiles'),
    leavesOut,
  };
}

/** Where the files that the manifest promises and git ignores live: the outermost ignored folder of each. */
export function promisedOutputs({ root, fields }: Subject, { tree, isIgnored }: ScriptContext): string[] {
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
