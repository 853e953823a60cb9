/**
 * Which modules are compiled from the repository when a given module is the main one. An import of any other
 * module means its published version, even if its sources lie next door.
 * - The members of a go.work see each other: https://go.dev/ref/mod#workspaces
 * - Without one, only `replace` with a directory counts, and only in the main module's own go.mod.
 */
import { dirname, join, leavesWorkspace } from '../../model/paths.js';
import type { GoMod } from './go-mod.js';
import type { GoWork } from './go-work.js';
import type { Replace } from './modfile.js';
import type { Module, Modules } from './modules.js';
import { once } from './once.js';
import type { Package, PackageOnPlatform } from './package.js';
import { childOf } from './packages.js';

export interface Visible {
  /** Module path, as imports say it, to module. */
  readonly modules: ReadonlyMap<string, Module>;
  resolve(importPath: string): Package | undefined;
  /** Visible modules among the requirements of a module, and the paths of the others. */
  requirements(module: Module): Requirements;
  /** Local packages that a build of the package compiles in. */
  dependencies(seen: PackageOnPlatform): readonly Package[];
  /** What an import is where `resolve` finds nothing. */
  foreign(importPath: string): Foreign;
  /** Modules outside the repository that are compiled in place of published ones, as they are written. */
  readonly outside: readonly string[];
}

/**
 * `absent`: a package of a module of the repository that is not there, be it that it has yet to be generated.
 */
export type Foreign =
  | { readonly is: 'standard' }
  | { readonly is: 'third-party' }
  | { readonly is: 'absent'; readonly directory: string };

export function visibleFrom(main: Module, modules: Modules): Visible {
  const { manifest, root, isVendored } = main;
  // vendor/ holds copies: what a local replace points at is not read.
  const replaces = isVendored ? [] : manifest.replaces;
  return visible(
    {
      entries: [...localReplaces([manifest], root, replaces, modules), [manifest.path, main]],
      outside: outsideReplaces([manifest], root, replaces),
      requires: [manifest],
      ...(isVendored ? { vendor: main } : {}),
    },
    modules,
  );
}

export function visibleInWorkspace(
  root: string,
  work: GoWork,
  modules: Modules,
  isVendored = false,
): Visible {
  const members = membersOf(root, work).flatMap(({ directory }) => modules.at(directory) ?? []);
  const manifests = members.map(({ manifest }) => manifest);
  const [first] = members;
  const uses = work.uses.map(({ directory }) => directory);
  // A replace of go.work overrides those of the members.
  return visible(
    {
      entries: [
        ...members.flatMap((member) =>
          localReplaces(manifests, member.root, member.manifest.replaces, modules),
        ),
        ...localReplaces(manifests, root, work.replaces, modules),
        ...members.map((member) => [member.manifest.path, member] as const),
      ],
      outside: isVendored
        ? []
        : [
            ...uses.filter((directory) => leavesWorkspace(resolveDirectory(root, directory))),
            ...members.flatMap((member) => outsideReplaces(manifests, member.root, member.manifest.replaces)),
            ...outsideReplaces(manifests, root, work.replaces),
          ],
      requires: manifests,
      ...(isVendored && first !== undefined ? { vendor: { ...first, root } } : {}),
    },
    modules,
  );
}

export interface Requirements {
  readonly local: readonly Module[];
  readonly thirdParty: readonly string[];
}

/** Directories of `use` lines. Those outside the repository cannot be seen. */
export function membersOf(
  root: string,
  { uses }: GoWork,
): { readonly directory: string; readonly line: number }[] {
  return uses
    .map(({ directory, line }) => ({ directory: resolveDirectory(root, directory), line }))
    .filter(({ directory }) => !leavesWorkspace(directory));
}

function resolveDirectory(base: string, path: string): string {
  const normal = path.replaceAll('\\', '/');
  return /^(\/|[A-Za-z]:)/.test(normal) ? `../${normal}` : join(base, normal);
}

/**
 * Directories of replaced modules that somebody requires. Before Go 1.17 a go.mod does not name all that is
 * compiled.
 */
function outsideReplaces(mains: readonly GoMod[], base: string, replaces: readonly Replace[]): string[] {
  const isComplete = mains.every(({ go }) => Number(/^1\.(\d+)/.exec(go ?? '')?.[1] ?? 0) >= 17);
  return replaces
    .filter(
      ({ path, version, to, toVersion }) =>
        toVersion === undefined &&
        leavesWorkspace(resolveDirectory(base, to)) &&
        isSelected(mains, path, version) &&
        (!isComplete || mains.some(({ requires }) => requires.some((require) => require.path === path))),
    )
    .map(({ to }) => to);
}

function localReplaces(
  mains: readonly GoMod[],
  base: string,
  replaces: readonly Replace[],
  modules: Modules,
): (readonly [string, Module])[] {
  return replaces.flatMap(({ path, version, to, toVersion }) => {
    if (toVersion !== undefined || !isSelected(mains, path, version)) return [];
    const directory = resolveDirectory(base, to);
    const module = leavesWorkspace(directory) ? undefined : modules.at(directory);
    return module === undefined ? [] : [[path, module] as const];
  });
}

/**
 * A replace of one version counts if that version is asked for. Version choice is Go's; an unknown answer
 * counts as yes.
 */
function isSelected(mains: readonly GoMod[], path: string, version: string | undefined): boolean {
  if (version === undefined) return true;
  const asked = mains.flatMap(({ requires }) => requires.filter((require) => require.path === path));
  return asked.length === 0 || asked.some((require) => require.version === version);
}

interface View {
  /** Later ones win. */
  readonly entries: readonly (readonly [path: string, module: Module])[];
  readonly outside: readonly string[];
  /** Whose requirements name modules. */
  readonly requires: readonly GoMod[];
  /** The module whose folder `vendor` has everything else. */
  readonly vendor?: Module;
}

function visible({ entries, outside, requires, vendor }: View, modules: Modules): Visible {
  const byPath = new Map(entries);
  const required = new Set(requires.flatMap((manifest) => manifest.requires.map(({ path }) => path)));
  const hosts = new Set([...byPath.keys()].map(hostOf));
  const isStandard = standardIn([hosts, new Set([...required].map(hostOf))]);
  const requirements = new Map<Module, Requirements>();
  const resolved = new Map<string, Package | undefined>();
  const edges = new Map<PackageOnPlatform, readonly Package[]>();
  const vendored = (importPath: string) =>
    vendor && modules.packageAt(join(vendor.root, 'vendor', importPath), vendor);
  const resolve = (importPath: string): Package | undefined => {
    if (isStandard(importPath) || climbs(importPath)) return undefined;
    if (vendor === undefined && !hosts.has(hostOf(importPath))) return undefined;
    return once(resolved, importPath, () => packageOf(importPath, byPath, modules) ?? vendored(importPath));
  };
  return {
    modules: byPath,
    resolve,
    foreign: (importPath) =>
      isStandard(importPath) ? { is: 'standard' } : foreignTo(byPath, required, importPath),
    outside: [...new Set(outside)],
    requirements: (module) => once(requirements, module, () => requirementsOf(module, byPath)),
    dependencies: (seen) => once(edges, seen, () => seen.imports.flatMap((path) => resolve(path) ?? [])),
  };
}

/** NB a module path without a dot is no good name, and works all the same. */
function standardIn(hosts: readonly ReadonlySet<string>[]): (importPath: string) => boolean {
  return (importPath) => {
    const host = hostOf(importPath);
    return !host.includes('.') && !hosts.some((some) => some.has(host));
  };
}

/** Of the longest module path that has the package. */
function packageOf(
  importPath: string,
  byPath: ReadonlyMap<string, Module>,
  modules: Modules,
): Package | undefined {
  for (let prefix = importPath; prefix !== '.'; prefix = dirname(prefix)) {
    const module = byPath.get(prefix);
    const found =
      module && modules.packageAt(packageDirectory(module.root, importPath.slice(prefix.length + 1)), module);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foreignTo(
  byPath: ReadonlyMap<string, Module>,
  required: ReadonlySet<string>,
  importPath: string,
): Foreign {
  if (climbs(importPath)) return { is: 'third-party' };
  for (let prefix = importPath; prefix !== '.'; prefix = dirname(prefix)) {
    const module = byPath.get(prefix);
    if (module === undefined && required.has(prefix)) break;
    const rest = importPath.slice(prefix.length + 1);
    if (module !== undefined) return { is: 'absent', directory: packageDirectory(module.root, rest) };
  }
  return { is: 'third-party' };
}

function requirementsOf({ manifest }: Module, byPath: ReadonlyMap<string, Module>): Requirements {
  const paths = manifest.requires.map(({ path }) => path);
  return {
    local: paths.flatMap((path) => byPath.get(path) ?? []),
    thirdParty: paths.filter((path) => !byPath.has(path)),
  };
}

/** No package is called so. https://go.dev/ref/mod#go-mod-file-ident */
function climbs(importPath: string): boolean {
  return /(?:^|\/)\.{0,2}(?:\/|$)/.test(importPath);
}

function hostOf(importPath: string): string {
  const slash = importPath.indexOf('/');
  return slash < 0 ? importPath : importPath.slice(0, slash);
}

function packageDirectory(root: string, rest: string): string {
  return rest === '' ? root : childOf(root, rest);
}
