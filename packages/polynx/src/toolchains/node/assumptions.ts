/**
 * What a cached verdict takes for granted, for people who ask: `nx show project` and `polynx doctor
 * --verbose` show it.
 */
import { isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { AnalysedStep, ScriptAnalysis } from './analyse-script.js';

export type Assumptions = Readonly<Record<string, readonly string[]>>;

export function assumptionsOf(
  root: string,
  analysis: ScriptAnalysis,
  { folders, tree }: { readonly folders: readonly string[]; readonly tree: Pick<Tree, 'list' | 'has'> },
): Assumptions {
  const {
    steps,
    reads,
    globs,
    outputs,
    outputGlobs,
    env,
    onlyWith,
    ignored,
    leavesOut,
    compiles,
    declaredBy,
  } = analysis;
  const lists = {
    runs: steps.map(({ program, args }) => [program, ...args].join(' ')),
    configuration: steps.flatMap((step) => configurationOf(step, tree)),
    reads: [...folders, ...reads.filter((path) => !folders.some((folder) => holds(folder, path))), ...globs],
    'reads though git ignores it': ignored,
    'does not read': leavesOut,
    compiles,
    writes: [...outputs, ...outputGlobs],
    variables: env,
    'kept only with': onlyWith,
    'declared by': declaredBy,
  };
  return Object.fromEntries(
    Object.entries(lists).flatMap(([name, all]) => {
      const shown = [...new Set(all)].map((one) =>
        isInside(one, root) && root !== '.' && one !== root ? relative(root, one) : one,
      );
      return shown.length === 0 ? [] : [[name, shortened(shown)]];
    }),
  );
}

function holds(folder: string, path: string): boolean {
  return folder !== '.' && isInside(path, folder);
}

/** NB the graph is written to disk whenever it changes. */
const MOST = 10;

function shortened(all: readonly string[]): string[] {
  return all.length <= MOST ? [...all] : [...all.slice(0, MOST), `${all.length - MOST} more`];
}

/** Files that are called like the program, and those that the call names. */
function configurationOf({ program, args, cwd }: AnalysedStep, tree: Pick<Tree, 'list' | 'has'>): string[] {
  const names =
    program === 'vitest'
      ? ['vitest', 'vite']
      : [/^(?:vue-)?tsc$|^tsgo$/.test(program) ? 'tsconfig' : program];
  const own = tree
    .list(cwd)
    .files.filter((file) => names.some((name) => isConfiguration(file, name)))
    .map((file) => join(cwd, file));
  const stated = args.flatMap((word, index) => {
    const [name = '', value] = word.split(/=(.*)/s, 2);
    if (!word.startsWith('-') && /(?:^|\/)tsconfig[^/]*\.json$/.test(word)) return word;
    return /^(?:-[cp]|--(?:config|project))$/.test(name) ? (value ?? args[index + 1] ?? []) : [];
  });
  return stated.length > 0 ? stated.map((path) => join(cwd, path)) : own;
}

function isConfiguration(file: string, name: string): boolean {
  const bare = file.replace(/^\./, '');
  if (name === 'tsconfig') return bare === 'tsconfig.json';
  return bare.startsWith(name) && /^(?:rc|\.config|\.workspace|\.json|\.toml)/.test(bare.slice(name.length));
}
