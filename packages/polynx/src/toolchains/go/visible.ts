/**
 * Which modules are compiled from the repository when a given module is the main one. An import of any other module means its
 * published version, even if its sources lie next door.
 * - The members of a go.work see each other: https://go.dev/ref/mod#workspaces
 * - Without one, only `replace` with a directory counts, and only in the main module's own go.mod.
 */
import { dirname, join, leavesWorkspace } from '../../model/paths.js';
import type { GoMod } from './go-mod.js';
import type { GoWork } from './go-work.js';
import type { Replace } from './modfile.js';
import { type Module, type Modules, once } from './modules.js';
import type { Package } from './package.js';
import { childOf } from './packages.js';

export interface Visible {
  /** Module path, as imports say it, to module. */
  readonly modules: ReadonlyMap<string, Module>;
  resolve(importPath: string): Package | undefined;
  /** Visible modules among the requirements of a module, and the paths of the others. */
  requirements(module: Module): Requirements;
  /** Local packages that a build of the package compiles in. */
  dependencies(found: Package): readonly Package[];
}

export function visibleFrom(main: Module, modules: Modules): Visible {
  // vendor/ holds copies: what a local replace points at is not read.
  const replaced = main.isVendored
    ? []
    : localReplaces([main.manifest], main.root, main.manifest.replaces, modules);
  return visible([...replaced, [main.manifest.path, main]], modules);
}

export function visibleInWorkspace(root: string, work: GoWork, modules: Modules): Visible {
  const members = membersOf(root, work).flatMap(({ directory }) => modules.at(directory) ?? []);
  const manifests = members.map(({ manifest }) => manifest);
  // A replace of go.work overrides those of the members.
  const replaced = [
    ...members.flatMap((member) => localReplaces(manifests, member.root, member.manifest.replaces, modules)),
    ...localReplaces(manifests, root, work.replaces, modules),
  ];
  return visible([...replaced, ...members.map((member) => [member.manifest.path, member] as const)], modules);
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

/** A replace of one version counts if that version is asked for. Version choice is Go's; an unknown answer counts as yes. */
function isSelected(mains: readonly GoMod[], path: string, version: string | undefined): boolean {
  if (version === undefined) return true;
  const asked = mains.flatMap(({ requires }) => requires.filter((require) => require.path === path));
  return asked.length === 0 || asked.some((require) => require.version === version);
}

function visible(entries: readonly (readonly [string, Module])[], modules: Modules): Visible {
  const byPath = new Map(entries);
  const hosts = new Set([...byPath.keys()].map(hostOf));
  const requirements = new Map<Module, Requirements>();
  const resolved = new Map<string, Package | undefined>();
  const edges = new Map<Package, readonly Package[]>();
  /** The longest module path that has the package. */
  const find = (importPath: string): Package | undefined => {
    for (let prefix = importPath; prefix !== '.'; prefix = dirname(prefix)) {
      const module = byPath.get(prefix);
      const found =
        module &&
        modules.packageAt(packageDirectory(module.root, importPath.slice(prefix.length + 1)), module);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const resolve = (importPath: string): Package | undefined => {
    if (!hosts.has(hostOf(importPath))) return undefined;
    return once(resolved, importPath, () => find(importPath));
  };
  return {
    modules: byPath,
    resolve,
    requirements: (module) =>
      once(requirements, module, () => {
        const paths = module.manifest.requires.map(({ path }) => path);
        return {
          local: paths.flatMap((path) => byPath.get(path) ?? []),
          thirdParty: paths.filter((path) => !byPath.has(path)),
        };
      }),
    dependencies: (found) =>
      once(edges, found, () => found.possible.imports.flatMap((path) => resolve(path) ?? [])),
  };
}

function hostOf(importPath: string): string {
  const slash = importPath.indexOf('/');
  return slash < 0 ? importPath : importPath.slice(0, slash);
}

function packageDirectory(root: string, rest: string): string {
  return rest === '' ? root : childOf(root, rest);
}
