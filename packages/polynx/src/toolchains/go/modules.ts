/** The modules and packages of the repository, read when first asked for, each once. */

import { compact } from '../../model/compact.js';
import { ManifestError } from '../../model/errors.js';
import { ancestors, dirname, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests, SourceFile } from '../toolchain.js';
import { type GoMod, parseGoMod } from './go-mod.js';
import { type GoWork, parseGoWork } from './go-work.js';
import { once } from './once.js';
import { type Package, readPackage } from './package.js';
import { goFiles, packageDirectories } from './packages.js';

export type GoManifest = GoMod | GoWork;

export interface Module {
  readonly root: string;
  readonly manifest: GoMod;
  /** What `./...` names in it. */
  readonly packages: readonly Package[];
  /** Holds copies of all dependencies, local ones too: https://go.dev/ref/mod#vendoring */
  readonly isVendored: boolean;
  /**
   * Why one of its packages could not be read. It fails what compiles that package, and the module itself.
   */
  readonly failure?: { readonly reason: unknown };
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
        const manifest = manifestAt(root, manifests, tree);
        if (manifest === undefined) return undefined;
        return {
          root,
          manifest,
          ...readable(packageDirectories(root, manifest, tree), (directory) =>
            read(directory, root, manifest),
          ),
          isVendored: tree.has(join(root, 'vendor/modules.txt')),
        };
      }),
    packageAt: (directory, { root, manifest }) =>
      (tree.hasDirectory(directory) || goFiles(directory, tree).length > 0) &&
      isOwnedBy(root, directory, tree)
        ? read(directory, root, manifest)
        : undefined,
  };
}

function readable(
  directories: readonly string[],
  read: (directory: string) => Package | undefined,
): Pick<Module, 'packages' | 'failure'> {
  const packages: Package[] = [];
  let failure: Module['failure'];
  for (const directory of directories) {
    try {
      packages.push(...[read(directory) ?? []].flat());
    } catch (reason) {
      failure ??= { reason };
    }
  }
  return compact({ packages, failure });
}

/** Also of a module that git ignores: a replace or a go.work may lead there. */
function manifestAt(root: string, manifests: Manifests<GoManifest>, tree: Tree): GoMod | undefined {
  const path = join(root, 'go.mod');
  const listed = manifests.get(path);
  if (listed !== undefined || tree.has(path)) return listed?.kind === 'module' ? listed : undefined;
  return readIgnored(path, parseGoMod, tree);
}

function readIgnored<M>(path: string, parse: (file: SourceFile) => M, tree: Tree): M | undefined {
  const text = tree.read(path);
  if (text === undefined) return undefined;
  try {
    return parse({ path, text });
  } catch (error) {
    if (error instanceof ManifestError) return undefined;
    throw error;
  }
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

/**
 * The go.work that the go command finds from a directory: the nearest, whether the directory is a member or
 * not. Often git ignores it: it says what one developer works on.
 */
export function nearestWorkspace(directory: string, tree: Tree): string | undefined {
  return ancestors(directory).find((parent) => {
    const path = join(parent, 'go.work');
    return tree.has(path) || isIgnoredThere(path, tree);
  });
}

const asked = new WeakMap<Tree, Map<string, boolean>>();

function isIgnoredThere(path: string, tree: Tree): boolean {
  const known = asked.get(tree) ?? new Map<string, boolean>();
  asked.set(tree, known);
  return once(known, path, () => tree.read(path) !== undefined);
}

/** @param directory of the go.work */
export function workspaceAt(
  directory: string,
  manifests: Manifests<GoManifest>,
  tree: Tree,
): GoWork | undefined {
  const path = join(directory, 'go.work');
  const listed = manifests.get(path);
  if (listed !== undefined || tree.has(path)) return listed?.kind === 'workspace' ? listed : undefined;
  return readIgnored(path, parseGoWork, tree);
}
