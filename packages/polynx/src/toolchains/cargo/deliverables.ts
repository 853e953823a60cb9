import { join } from '../../model/paths.js';
import type { Deliverable } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { CargoToml, TargetToml } from './cargo-toml.js';

/** The targets of a crate: those its manifest names and those cargo finds by file name. */
export interface Targets {
  readonly lib?: { readonly name: string; readonly crateTypes: readonly string[]; readonly path: string };
  readonly bins: readonly Bin[];
  readonly hasBenches: boolean;
}

export interface Bin {
  readonly name: string;
  /** Built only when these features are on: skipped by cargo without a word. */
  readonly requiredFeatures: readonly string[];
}

/** https://doc.rust-lang.org/cargo/reference/cargo-targets.html#target-auto-discovery */
export function findTargets(manifest: CargoToml, directory: string, tree: Tree): Targets {
  const packageName = manifest.package?.name ?? '';
  const lib = findLib(manifest, packageName, directory, tree);
  return {
    ...(lib === undefined ? {} : { lib }),
    bins: findBins(manifest, packageName, directory, tree),
    hasBenches: hasBenches(manifest, directory, tree),
  };
}

function findLib(manifest: CargoToml, packageName: string, directory: string, tree: Tree): Targets['lib'] {
  const { lib } = manifest;
  const automatic = manifest.package?.autolib !== false && tree.has(join(directory, 'src/lib.rs'));
  if (lib === undefined && !automatic) return undefined;
  return {
    name: lib?.name ?? packageName.replaceAll('-', '_'),
    crateTypes: lib === undefined ? ['lib'] : crateTypes(lib),
    path: lib?.path ?? 'src/lib.rs',
  };
}

function crateTypes(lib: TargetToml): readonly string[] {
  if (lib['proc-macro'] === true) return ['proc-macro'];
  return lib['crate-type'] ?? lib.crate_type ?? ['lib'];
}

function findBins(manifest: CargoToml, packageName: string, directory: string, tree: Tree): Bin[] {
  const named = manifest.bin ?? [];
  const bins = new Map<string, Bin>();
  for (const name of automaticBins(manifest, packageName, directory, tree)) {
    bins.set(name, { name, requiredFeatures: [] });
  }
  for (const bin of named) {
    // An entry whose path is a file found automatically renames that binary.
    if (bin.path !== undefined && bin.name !== undefined) {
      const automatic = automaticName(bin.path, packageName);
      if (automatic !== undefined && !named.some((other) => other.name === automatic)) bins.delete(automatic);
    }
    if (bin.name !== undefined) {
      bins.set(bin.name, { name: bin.name, requiredFeatures: bin['required-features'] ?? [] });
    }
  }
  return [...bins.values()];
}

function automaticBins(manifest: CargoToml, packageName: string, directory: string, tree: Tree): string[] {
  if (!autobins(manifest)) return [];
  const folder = join(directory, 'src/bin');
  const { files, directories } = tree.list(folder);
  return [
    ...(tree.has(join(directory, 'src/main.rs')) ? [packageName] : []),
    ...files.filter((file) => file.endsWith('.rs')).map((file) => file.slice(0, -3)),
    ...directories.filter((name) => tree.has(`${folder}/${name}/main.rs`)),
  ];
}

/** Edition 2015 turns discovery off as soon as one binary is named. */
function autobins({ package: pkg, bin }: CargoToml): boolean {
  if (pkg?.autobins !== undefined) return pkg.autobins;
  const edition2015 = pkg?.edition === undefined || pkg.edition === '2015';
  return !(edition2015 && bin !== undefined && bin.length > 0);
}

function automaticName(path: string, packageName: string): string | undefined {
  const file = join(path);
  if (file === 'src/main.rs') return packageName;
  return /^src\/bin\/([^/]+?)(?:\.rs|\/main\.rs)$/.exec(file)?.[1];
}

function hasBenches(manifest: CargoToml, directory: string, tree: Tree): boolean {
  if ((manifest.bench?.length ?? 0) > 0) return true;
  if (manifest.package?.autobenches === false) return false;
  return tree.list(join(directory, 'benches')).files.some((file) => file.endsWith('.rs'));
}

export function deliverables({ lib, bins }: Targets): Deliverable[] {
  return [
    ...(lib?.crateTypes ?? []).map((type) => ({ kind: libraryKind(type), name: lib?.name ?? '' })),
    ...bins.map(({ name }) => ({ kind: 'bin' as const, name })),
  ];
}

function libraryKind(crateType: string): Deliverable['kind'] {
  switch (crateType) {
    case 'cdylib':
    case 'staticlib':
    case 'dylib':
    case 'proc-macro':
      return crateType;
    default:
      return 'lib';
  }
}
