/** Declarations as what they add to the analysis of one script. */
import { isInside, join } from '../../../model/paths.js';
import { type Ground, isIgnoredWhole } from '../outputs.js';
import type { Declaration } from './declared.js';
import { asInput, asOutput, placed } from './globs.js';

export interface Declared {
  /** What a script that is understood leaves besides: said of this very package. */
  readonly ownOutputs: readonly string[];
  /** All of them, for a script of which nothing else is known. */
  readonly outputs: readonly string[];
  /** Why declared outputs cannot be kept. */
  readonly problems: readonly string[];
  /** Globs of further inputs. */
  readonly globs: readonly string[];
  /** Those of files that git ignores. */
  readonly ignored: readonly string[];
  readonly env: readonly string[];
  /** Scripts of the package that run before. */
  readonly after: readonly string[];
  /** Whether a script of which nothing else is known may be cached. */
  readonly suffices: boolean;
  readonly uncached?: string;
  /** The files that say something. */
  readonly sources: readonly string[];
}

export function applyDeclarations(said: readonly Declaration[], root: string, ground: Ground): Declared {
  const outputs = said.flatMap(({ source, outputs: patterns = [], isOwn, mayLeave }) =>
    patterns.map((pattern) => ({ source, isOwn, ...asOutput(pattern, root, ground, mayLeave) })),
  );
  const kept = outputs.flatMap((one) => ('output' in one ? [one] : []));
  const hasOthers = kept.some(({ output }) => !output.startsWith('!'));
  const inputs = said.flatMap((one) => one.inputs.map((pattern) => ({ source: one.source, pattern })));
  const read = inputs.filter(({ pattern }) => !/^!|^\$TURBO_DEFAULT\$$/.test(pattern));
  const paths = read.map(({ pattern, source }) => ({ pattern, source, path: placed(pattern, root) }));
  const lost = paths.find(({ path }) => path === undefined);
  const globs = paths.flatMap(({ path }) => path ?? []);
  const uncached =
    said.find((one) => one.uncached !== undefined)?.uncached ??
    (lost === undefined
      ? undefined
      : `${lost.source} names the input ${lost.pattern}, which lies outside the repository`);
  return {
    ownOutputs: kept.filter(({ isOwn }) => isOwn).map(({ output }) => output),
    outputs: kept.map(({ output }) => output),
    problems: outputs.flatMap((one) =>
      'problem' in one && !(one.isMisfit === true && !one.isOwn && hasOthers)
        ? [`the output of ${one.source}, ${one.problem}`]
        : [],
    ),
    globs: [...new Set(globs.filter((glob) => !isInPackage(glob, root)).map(asInput))],
    ignored: [...new Set(globs.flatMap((glob) => fromDisk(glob, root, ground)))],
    env: [...new Set(said.flatMap(({ env }) => env.flatMap(variable)))],
    after: [...new Set(said.flatMap(({ after = [] }) => after))],
    suffices: said.some((one) => one.suffices),
    ...(uncached === undefined ? {} : { uncached }),
    sources: [...new Set(said.map(({ source }) => source))],
  };
}

/** NB everything that git tracks in the package is an input anyway. */
function isInPackage(glob: string, root: string): boolean {
  return root !== '.' && isInside(glob, root);
}

/** NB a `**` over files that git ignores would have Nx walk through node_modules: of `.env` files those of the package and of the root count. */
function fromDisk(glob: string, root: string, ground: Ground): string[] {
  const name = glob.slice(glob.lastIndexOf('/') + 1);
  if (name.startsWith('.env')) {
    const folders = glob.includes('**')
      ? [root, '.']
      : [glob.includes('/') ? glob.slice(0, -name.length - 1) : '.'];
    return folders.map((folder) => join(folder, asInput(name)));
  }
  const plain = glob.replaceAll('**/', '').replaceAll('*', 'x');
  return glob.includes('**/') || !isIgnoredWhole(ground, plain) ? [] : [asInput(glob)];
}

/** A name, or one with `*` at its ends. What a `!` takes away stays in, and a `*` inside means all that begin so. */
function variable(name: string): string[] {
  const found = /^\*?\w+\*?$/.exec(name)?.[0] ?? /^\w+\*/.exec(name)?.[0];
  return found === undefined ? [] : [found];
}
