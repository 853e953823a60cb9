/**
 * Sources of a crate that only its tests compile: `#[cfg(test)] mod tests;` in whichever file declares them.
 * rustc does not even open them for anything else.
 * https://doc.rust-lang.org/reference/items/modules.html#module-source-filenames
 */
import { basename, dirname, join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import type { Crate } from '../manifest/crates.js';
import { type Declaration, type SourceFacts, sourceScan } from './source-scan.js';
import { isTestFolder } from './test-names.js';

/** A file that another one declares, or names in `#[path]`. */
interface Child {
  readonly file: string;
  readonly tests: boolean;
}

/**
 * What no file is known to declare counts for the program, unless it lies among what tests read: macros may
 * declare it.
 */
export function testSourcesOf(crate: Crate, sources: readonly string[], tree: Tree): ReadonlySet<string> {
  const known = new Set(sources);
  const children = new Map<string, readonly Child[]>();
  const declared = new Set<string>();
  for (const source of sources) {
    const facts = tree.scan(source, sourceScan);
    const own = facts === undefined ? [] : childrenOf(source, facts, crate, known);
    if (own.length === 0) continue;
    children.set(source, own);
    for (const { file } of own) declared.add(file);
  }
  const program = new Set(
    sources.filter(
      (source) => isRoot(source, crate) || !(declared.has(source) || isAmongTestData(source, crate)),
    ),
  );
  for (const source of program)
    for (const { file, tests } of children.get(source) ?? []) if (!tests) program.add(file);
  return new Set(sources.filter((source) => !program.has(source)));
}

function childrenOf(
  source: string,
  { modules, mentions }: SourceFacts,
  crate: Crate,
  known: ReadonlySet<string>,
): Child[] {
  const named = mentions.flatMap(({ path, from, modules: within, tests = false }): Child[] =>
    from === 'crate' || from === 'src'
      ? []
      : foldersOf(source, within ?? '').map((folder) => ({ file: join(folder, path), tests })),
  );
  const declared = modules.flatMap((one) =>
    filesOf(source, one, crate, known).map((file) => ({ file, tests: one.tests === true })),
  );
  return [...named.filter(({ file }) => known.has(file)), ...declared];
}

/**
 * Of a module of the program every place where it may be: one too many is safe. Of one of tests the place
 * where it is.
 */
function filesOf(
  source: string,
  { name, within = '', tests }: Declaration,
  crate: Crate,
  known: ReadonlySet<string>,
) {
  const [beside, below] = foldersOf(source, within).map((folder) =>
    [join(folder, `${name}.rs`), join(folder, name, 'mod.rs')].filter((file) => known.has(file)),
  ) as [string[], string[]];
  if (tests !== true) return [...beside, ...below];
  return ownsFolder(source, crate) || below.length === 0 ? beside : below;
}

/** Where its modules may lie: beside it, or below a folder of its name. */
function foldersOf(source: string, within: string): [beside: string, below: string] {
  const folder = dirname(source);
  return [join(folder, within), join(folder, basename(source).replace(/\.rs$/, ''), within)];
}

function ownsFolder(source: string, crate: Crate): boolean {
  return basename(source) === 'mod.rs' || isRoot(source, crate);
}

/** Files that cargo itself hands to rustc. */
function isRoot(source: string, { directory, targets }: Crate): boolean {
  const own = source.slice(directory === '.' ? 0 : directory.length + 1);
  if (/^(?:build|src\/(?:lib|main|bin\/[^/]+|bin\/[^/]+\/main))\.rs$/.test(own)) return true;
  return [targets.lib?.path, ...targets.bins.map(({ path }) => path)].some(
    (path) => path !== undefined && join(directory, path) === source,
  );
}

function isAmongTestData(source: string, { directory }: Crate): boolean {
  const own = source.slice(directory === '.' ? 0 : directory.length + 1);
  return dirname(own).split('/').some(isTestFolder);
}
