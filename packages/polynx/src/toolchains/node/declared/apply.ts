/** Declarations as what they add to the analysis of one script. */
import { compact } from '../../../model/compact.js';
import type { Glob } from '../../../model/globs.js';
import { basename, isInside } from '../../../model/paths.js';
import { type Ground, isIgnoredWhole } from '../outputs.js';
import type { Declaration } from './declared.js';
import { asInput, asOutput, type DeclaredOutput, type Placed, placed } from './globs.js';

export interface Outputs {
  readonly paths: readonly string[];
  /** Patterns, and what is none of the outputs. */
  readonly globs: readonly Glob[];
}

export interface Declared {
  /** What a script that is understood leaves besides: said of this very package. */
  readonly ownOutputs: Outputs;
  /** All of them, for a script of which nothing else is known. */
  readonly outputs: Outputs;
  /** Why declared outputs cannot be kept. */
  readonly problems: readonly string[];
  /** Globs of further inputs. */
  readonly globs: readonly Glob[];
  /** Those of files that git ignores. */
  readonly ignored: readonly Glob[];
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
  const kept = outputs.filter((one) => !('problem' in one));
  const hasOthers = kept.some((one) => 'path' in one || ('glob' in one && !one.glob.startsWith('!')));
  const inputs = said.flatMap((one) => one.inputs.map((pattern) => ({ source: one.source, pattern })));
  const read = inputs.filter(({ pattern }) => !/^!|^\$TURBO_DEFAULT\$$/.test(pattern));
  const places = read.map(({ pattern, source }) => ({ pattern, source, place: placed(pattern, root) }));
  const lost = places.find(({ place }) => place === undefined);
  const found = places.flatMap(({ place }) => place ?? []);
  const uncached =
    said.find((one) => one.uncached !== undefined)?.uncached ??
    (lost === undefined
      ? undefined
      : `${lost.source} names the input ${lost.pattern}, which lies outside the repository`);
  return compact({
    ownOutputs: pathsAndGlobs(kept.filter(({ isOwn }) => isOwn)),
    outputs: pathsAndGlobs(kept),
    problems: outputs.flatMap((one) =>
      'problem' in one && !(one.isMisfit === true && !one.isOwn && hasOthers)
        ? [`the output of ${one.source}, ${one.problem}`]
        : [],
    ),
    globs: [...new Set(found.filter(({ path }) => !isInPackage(path, root)).map(asInput))],
    ignored: [...new Set(found.flatMap((place) => fromDisk(place, root, ground)))],
    env: [...new Set(said.flatMap(({ env }) => env.flatMap(variable)))],
    after: [...new Set(said.flatMap(({ after = [] }) => after))],
    suffices: said.some((one) => one.suffices),
    uncached,
    sources: [...new Set(said.map(({ source }) => source))],
  });
}

function pathsAndGlobs(all: readonly DeclaredOutput[]): Outputs {
  return {
    paths: all.flatMap((one) => ('path' in one ? [one.path] : [])),
    globs: all.flatMap((one) => ('glob' in one ? [one.glob] : [])),
  };
}

/** NB everything that git tracks in the package is an input anyway. */
function isInPackage(path: string, root: string): boolean {
  return root !== '.' && isInside(path, root);
}

/**
 * NB a `**` over files that git ignores would have Nx walk through node_modules: of `.env` files those of the
 * package and of the root count.
 */
function fromDisk(place: Placed, root: string, ground: Ground): Glob[] {
  const { text, path } = place;
  const isDeep = text.includes('**/');
  const name = basename(text);
  if (name.startsWith('.env') && isDeep)
    return [root, '.'].map((directory) => asInput({ directory, text: name }));
  if (name.startsWith('.env')) return [asInput(place)];
  const plain = path.replaceAll('*', 'x');
  return isDeep || !isIgnoredWhole(ground, plain) ? [] : [asInput(place)];
}

/**
 * A name, or one with `*` at its ends. What a `!` takes away stays in, and a `*` inside means all that begin
 * so.
 */
function variable(name: string): string[] {
  const found = /^\*?\w+\*?$/.exec(name)?.[0] ?? /^\w+\*/.exec(name)?.[0];
  return found === undefined ? [] : [found];
}
