/** The modules and packages of the repository, read when first asked for, each once. */
import { ancestors, dirname, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import type { GoMod } from './go-mod.js';
import type { GoWork } from './go-work.js';
import { type Package, readPackage } from './package.js';
import { packageDirectories } from './packages.js';

export type GoManifest = GoMod | GoWork;

export interface Module {
  readonly root: string;
  readonly manifest: GoMod;
  /** What `./...` names in it. */
  readonly packages: readonly Package[];
  /** Holds copies of all dependencies, local ones too: https://go.dev/ref/mod#vendoring */
  readonly isVendored: boolean;
}

export interface Modules {
  at(root: string): Module | undefined;
  /** Any package, also one that `./...` leaves out: `testdata/x` can be imported by its path. */
  packageAt(directory: string, module: Module): Package | undefined;
}

export function loadModules(manifests: Manifests<GoManifest>, tree: Tree, tags: readonly string[]): Modules {
  const modules = new Map<string, Module | undefined>();
  const packages = new Map<string, Package | undefined>();
  const tagSet = new Set(tags);
  const read = (directory: string, root: string, manifest: GoMod) =>
    once(packages, directory, () =>
      readPackage(directory, root, { release: minorVersion(manifest.go), tags: tagSet }, tree),
    );
  return {
    at: (root) =>
      once(modules, root, () => {
        const manifest = manifests.get(join(root, 'go.mod'));
        if (manifest?.kind !== 'module') return undefined;
        return {
          root,
          manifest,
          packages: packageDirectories(root, manifest, tree).flatMap(
            (directory) => read(directory, root, manifest) ?? [],
          ),
          isVendored: tree.has(join(root, 'vendor/modules.txt')),
        };
      }),
    packageAt: (directory, { root, manifest }) =>
      tree.hasDirectory(directory) && isOwnedBy(root, directory, tree)
        ? read(directory, root, manifest)
        : undefined,
  };
}

export function once<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined || memory.has(key)) return known as V;
  const value = make();
  memory.set(key, value);
  return value;
}

/** No other module begins between the module and the directory. */
function isOwnedBy(root: string, directory: string, tree: Tree): boolean {
  for (let at = directory; at !== root; at = dirname(at))
    if (at === '.' || tree.has(join(at, 'go.mod'))) return false;
  return true;
}

/** N of `go 1.N`; 16 where there is none, as Go has it. */
export function minorVersion(go: string | undefined): number {
  return Number(/^1\.(\d+)/.exec(go ?? '')?.[1] ?? 16);
}

/** The go.work that the go command finds from a directory: the nearest, whether the directory is a member or not. */
export function nearestWorkspace(directory: string, tree: Tree): string | undefined {
  return ancestors(directory).find((parent) => tree.has(join(parent, 'go.work')));
}
