/**
 * What a build script writes into its crate, or a macro, that is another with every commit, or every time.
 */

import { GIT_FACTS, type GitFact } from '../../../model/git-facts.js';
import { submodulePaths } from '../../../model/gitmodules.js';
import { isInside, join } from '../../../model/paths.js';
import type { Scan, Tree } from '../../../model/tree.js';
import type { Crate } from '../manifest/crates.js';
import { settingToml } from '../run/evidence.js';
import { asksClock, gitFactsIn } from './git-questions.js';
import { buildScripts, type CrateReads } from './reads.js';
import { createReader } from './source-reader.js';

export interface Stamp {
  readonly kind: 'git' | 'clock';
  /** Of the package. */
  readonly name: string;
  readonly file: string;
  readonly manifest: string;
  /** As text to paste. */
  readonly setting: string;
  readonly facts: readonly GitFact[];
  /** Which repository is asked is not known: the crate lies in a submodule. */
  readonly isElsewhere: boolean;
}

/**
 * Unless an older stamp is allowed, what links the crate has what is asked for in its key. Each script is
 * read once.
 */
export function stampsByCrate(
  tree: Tree,
  readsOf: (crate: Crate) => CrateReads,
): (crate: Crate) => readonly Stamp[] {
  const known = new Map<Crate, readonly Stamp[]>();
  const submodules = submodulesOf(tree);
  return (crate) => {
    const stamps = known.get(crate) ?? stampsOf(crate, readsOf(crate), submodules, tree);
    known.set(crate, stamps);
    return stamps;
  };
}

function stampsOf(
  crate: Crate,
  { gitMacros }: CrateReads,
  submodules: readonly string[],
  tree: Tree,
): Stamp[] {
  const { directory, manifest, name } = crate;
  const allowed = manifest.package?.metadata?.nx?.allowUndeclared ?? [];
  const stamp = (kind: Stamp['kind'], file: string, facts: readonly GitFact[]): Stamp => ({
    kind,
    name,
    file,
    manifest: join(directory, 'Cargo.toml'),
    setting: settingToml('allowUndeclared', [kind]),
    facts,
    isElsewhere: submodules.some((folder) => isInside(directory, folder)),
  });
  const scripts = buildScripts(crate).flatMap((script): Stamp[] => {
    const found = tree.has(script) ? tree.scan(script, stampScan) : undefined;
    return [
      ...(found === undefined || found.git.length === 0 ? [] : [stamp('git', script, found.git)]),
      ...(found?.clock ? [stamp('clock', script, [])] : []),
    ];
  });
  const macros = gitMacros.map((source) => stamp('git', source, MACRO_FACTS));
  return [...scripts, ...macros].filter(({ kind }) => allowed !== true && !allowed.includes(kind));
}

/**
 * `git_version!` and `git_describe!` are `git describe --always --dirty`; `git_testament!` tells the branch
 * too.
 */
const MACRO_FACTS = GIT_FACTS.filter((fact) => fact !== 'changes' && fact !== 'config');

interface StampFacts {
  readonly git: readonly GitFact[];
  readonly clock: boolean;
}

export const stampScan: Scan<StampFacts> = {
  name: 'rust-stamps',
  facts(text) {
    const reader = createReader(text);
    return { git: gitFactsIn(reader), clock: asksClock(reader) };
  },
};

function submodulesOf(tree: Tree): string[] {
  const text = tree.has('.gitmodules') ? tree.read('.gitmodules') : undefined;
  return submodulePaths(text ?? '').flatMap((path) => (path === '' ? [] : join(path)));
}
