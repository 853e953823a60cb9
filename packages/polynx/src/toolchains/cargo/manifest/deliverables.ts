import { compact } from '../../../model/compact.js';
import { join } from '../../../model/paths.js';
import type { Deliverable, NodeAddon } from '../../../model/project.js';
import type { Tree } from '../../../model/tree.js';
import type { CargoToml, TargetToml } from './cargo-toml.js';

/** Folders that hold only tests, benchmarks and examples, unless the manifest says otherwise. */
export const DEVELOPMENT = ['tests', 'benches', 'examples'];

/** The targets of a crate: those its manifest names and those cargo finds by file name. */
export interface Targets {
  readonly lib?: Lib;
  readonly bins: readonly Bin[];
  readonly hasBenches: boolean;
}

export interface Lib {
  readonly name: string;
  readonly crateTypes: readonly string[];
  readonly path: string;
  /** A module of Node, which loads it by the ending `.node`. */
  readonly isNode?: boolean;
}

export interface Bin {
  readonly name: string;
  /** Built only when these features are on: skipped by cargo without a word. */
  readonly requiredFeatures: readonly string[];
  /** Where the manifest puts it, relative to the crate. */
  readonly path?: string;
}

/** What targets are found in. */
export interface CrateFiles {
  readonly manifest: CargoToml;
  readonly directory: string;
  /** Its own or the workspace's. */
  readonly edition: string | undefined;
  readonly tree: Tree;
  /** It links napi: https://napi.rs */
  readonly isNode?: boolean;
}

/** https://doc.rust-lang.org/cargo/reference/cargo-targets.html#target-auto-discovery */
export function findTargets(crate: CrateFiles): Targets {
  const lib = findLib(crate);
  return compact({ lib, bins: findBins(crate), hasBenches: hasBenches(crate) });
}

function findLib({ manifest, directory, tree, isNode = false }: CrateFiles): Targets['lib'] {
  const { lib, package: pkg } = manifest;
  const automatic = pkg?.autolib !== false && tree.has(join(directory, 'src/lib.rs'));
  if (lib === undefined && !automatic) return undefined;
  return {
    name: lib?.name ?? (pkg?.name ?? '').replaceAll('-', '_'),
    crateTypes: lib === undefined ? ['lib'] : crateTypes(lib),
    path: lib?.path ?? 'src/lib.rs',
    ...(isNode ? { isNode } : {}),
  };
}

function crateTypes(lib: TargetToml): readonly string[] {
  if ((lib['proc-macro'] ?? lib.proc_macro) === true) return ['proc-macro'];
  return lib['crate-type'] ?? lib.crate_type ?? ['lib'];
}

function findBins(crate: CrateFiles): Bin[] {
  const packageName = crate.manifest.package?.name ?? '';
  const named = crate.manifest.bin ?? [];
  // An entry whose path is a file that would be found renames that binary.
  const renamed = named.flatMap(({ path }) => (path === undefined ? [] : automaticName(path, packageName)));
  const bins = new Map<string, Bin>();
  for (const name of automaticBins(crate)) {
    if (!renamed.includes(name)) bins.set(name, { name, requiredFeatures: [] });
  }
  for (const { name, path, 'required-features': requiredFeatures = [] } of named) {
    if (name !== undefined) bins.set(name, compact({ name, requiredFeatures, path }));
  }
  return [...bins.values()];
}

function automaticBins(crate: CrateFiles): string[] {
  const { manifest, directory, tree } = crate;
  if (!autobins(crate)) return [];
  const folder = join(directory, 'src/bin');
  const { files, directories } = tree.list(folder);
  return [
    ...(tree.has(join(directory, 'src/main.rs')) ? [manifest.package?.name ?? ''] : []),
    ...files.filter((file) => file.endsWith('.rs') && !file.startsWith('.')).map((file) => file.slice(0, -3)),
    ...directories.filter((name) => !name.startsWith('.') && tree.has(`${folder}/${name}/main.rs`)),
  ];
}

/** Edition 2015 turns discovery off as soon as binaries are named. */
function autobins({ manifest: { package: pkg, bin }, edition }: CrateFiles): boolean {
  return pkg?.autobins ?? !(bin !== undefined && (edition ?? '2015') === '2015');
}

/** The name under which a file would be found. */
function automaticName(path: string, packageName: string): string | undefined {
  const file = join(path);
  if (file === 'src/main.rs') return packageName;
  return /^src\/bin\/([^/]+?)(?:\.rs|\/main\.rs)$/.exec(file)?.[1];
}

function hasBenches({ manifest, directory, tree }: CrateFiles): boolean {
  if ((manifest.bench?.length ?? 0) > 0) return true;
  if (manifest.package?.autobenches === false) return false;
  return tree.list(join(directory, 'benches')).files.some((file) => file.endsWith('.rs'));
}

/** @param node the package of npm that a module of Node belongs to */
export function deliverables({ lib, bins }: Targets, node?: NodeAddon): Deliverable[] {
  const name = lib?.name ?? '';
  const isModule = (type: string) => type === 'cdylib' && lib?.isNode === true;
  return [
    ...(lib?.crateTypes ?? []).map((type) => ({
      kind: libraryKind(type),
      name,
      ...(node !== undefined && isModule(type) ? { node } : {}),
    })),
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
