/** What `cargo test` runs of a crate, in parts. */
import { compact } from '../../../model/compact.js';
import { join } from '../../../model/paths.js';
import type { CargoToml, TargetToml } from './cargo-toml.js';
import { type CrateFiles, findTargets, type Targets } from './deliverables.js';

export interface TestTarget {
  readonly kind: 'lib' | 'bin' | 'example' | 'test';
  readonly name: string;
  /** Passed over where these are off. */
  readonly requiredFeatures: readonly string[];
}

export interface TestTargets {
  /** Those whose tests are run. */
  readonly tested: readonly TestTarget[];
  readonly hasExamples: boolean;
  readonly hasDoctests: boolean;
}

/** https://doc.rust-lang.org/cargo/reference/cargo-targets.html#configuring-a-target */
export function findTestTargets(crate: CrateFiles): TestTargets {
  const { manifest } = crate;
  const { lib, bins } = findTargets(crate);
  const isTested = ({ test = true }: TargetToml = {}) => test;
  const binOf = (name: string) => manifest.bin?.find((one) => one.name === name);
  const examples = inFolder('examples', manifest.example ?? [], manifest.package?.autoexamples, crate);
  const target = (kind: TestTarget['kind'], { name = '', 'required-features': needed = [] }: TargetToml) => ({
    kind,
    name,
    requiredFeatures: needed,
  });
  return {
    tested: [
      ...(lib !== undefined && isTested(manifest.lib) ? [target('lib', { name: lib.name })] : []),
      ...bins
        .filter(({ name }) => isTested(binOf(name)))
        .map(({ name, requiredFeatures }) => ({ kind: 'bin' as const, name, requiredFeatures })),
      ...examples.filter(({ test }) => test === true).map((one) => target('example', one)),
      ...inFolder('tests', manifest.test ?? [], manifest.package?.autotests, crate)
        .filter(isTested)
        .map((one) => target('test', one)),
    ],
    hasExamples: examples.some(({ test }) => test !== true),
    hasDoctests: hasDoctests(manifest, compact({ lib })),
  };
}

/**
 * https://doc.rust-lang.org/cargo/reference/cargo-targets.html#the-doctest-field; cargo refuses to look for
 * them in what is only for C.
 */
export function hasDoctests(manifest: CargoToml, { lib }: Pick<Targets, 'lib'>): boolean {
  const isRust = (lib?.crateTypes ?? []).some((type) =>
    ['lib', 'rlib', 'dylib', 'proc-macro'].includes(type),
  );
  return isRust && manifest.lib?.doctest !== false;
}

/** Those that the manifest names, and those that cargo finds by file name. */
function inFolder(
  folder: string,
  named: readonly TargetToml[],
  automatic: boolean | undefined,
  { directory, edition, tree }: CrateFiles,
): TargetToml[] {
  // Edition 2015 turns discovery off as soon as one is named.
  if (!(automatic ?? (named.length === 0 || (edition ?? '2015') !== '2015'))) return [...named];
  const { files, directories } = tree.list(join(directory, folder));
  const found = [
    ...files.filter((file) => file.endsWith('.rs')).map((file) => [file.slice(0, -3), file] as const),
    ...directories
      .filter((name) => tree.has(join(directory, folder, name, 'main.rs')))
      .map((name) => [name, `${name}/main.rs`] as const),
  ].filter(([name]) => !name.startsWith('.'));
  const isNamed = ([name, file]: readonly [string, string]) =>
    named.some((one) => one.name === name || join(one.path ?? '') === join(folder, file));
  return [...named, ...found.filter((one) => !isNamed(one)).map(([name]) => ({ name }))];
}
