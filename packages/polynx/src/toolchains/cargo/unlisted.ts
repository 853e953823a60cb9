/**
 * Crates and members that a workspace and the disk do not agree on: cargo refuses them, and no project tells.
 */
import { dirname, isAbsolute, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Advice, InferredGraph } from '../toolchain.js';
import { allDependencies, type CargoToml, parseCargoToml } from './manifest/cargo-toml.js';
import { workspaceRootOf } from './manifest/members.js';

export function adviseCargo({ projects, manifests, tree }: InferredGraph): Advice[] {
  const roots = new Set(projects.map(({ root }) => root));
  const known = new Map<string, CargoToml | undefined>();
  const manifestAt = (directory: string) => {
    if (!known.has(directory)) known.set(directory, parsed(join(directory, 'Cargo.toml'), tree));
    return known.get(directory);
  };
  const directories = manifests.map(dirname);
  return [
    ...directories.filter((one) => !roots.has(one)).flatMap((one) => forgotten(one, manifestAt)),
    ...directories.flatMap((one) => missing(one, manifestAt(one), tree)),
    ...directories.flatMap((one) => missingDependencies(one, manifestAt(one), tree)),
  ];
}

function parsed(file: string, tree: Tree): CargoToml | undefined {
  try {
    const text = tree.has(file) ? tree.read(file) : undefined;
    return text === undefined ? undefined : parseCargoToml({ path: file, text });
  } catch {
    // It is a project that fails, and says why.
    return undefined;
  }
}

function forgotten(directory: string, manifestAt: (directory: string) => CargoToml | undefined): Advice[] {
  const root = manifestAt(directory) === undefined ? undefined : workspaceRootOf(directory, manifestAt);
  if (root === undefined || root === directory) return [];
  const member = root === '.' ? directory : directory.slice(root.length + 1);
  return [
    {
      state: 'advice',
      says: `${join(directory, 'Cargo.toml')} lies below a workspace that does not list it: cargo refuses it, and it is no project`,
      fix: `Add ${JSON.stringify(member)} to members in ${join(root, 'Cargo.toml')}, or to exclude.`,
    },
  ];
}

/** One that a glob names is a member only where it is there. */
function missing(directory: string, manifest: CargoToml | undefined, tree: Tree): Advice[] {
  const named = (manifest?.workspace?.members ?? []).filter((member) => !/[*?[]/.test(member));
  return named
    .map((member) => join(directory, member))
    .filter((folder) => isGone(folder, tree))
    .map((folder) => ({
      state: 'problem',
      says: `${join(directory, 'Cargo.toml')}: workspace.members: ${folder} has no Cargo.toml: cargo refuses the whole workspace`,
      fix: `Remove it from members; in a sparse checkout: git sparse-checkout add ${folder}`,
    }));
}

/** What lies outside of the repository is another one's. */
function missingDependencies(directory: string, manifest: CargoToml | undefined, tree: Tree): Advice[] {
  return (manifest === undefined ? [] : allDependencies(manifest)).flatMap(({ key, path }) => {
    const folder = path === undefined || isAbsolute(path) ? undefined : join(directory, path);
    if (folder === undefined || leavesWorkspace(folder) || !isGone(folder, tree)) return [];
    return [
      {
        state: 'problem',
        says: `${join(directory, 'Cargo.toml')}: ${key}.path: ${folder} has no Cargo.toml: cargo refuses the whole workspace`,
        fix: `Correct the path; in a sparse checkout: git sparse-checkout add ${folder}`,
      } as const,
    ];
  });
}

/** Ignored by git, it may still be there. */
function isGone(folder: string, tree: Tree): boolean {
  const manifest = join(folder, 'Cargo.toml');
  return !tree.has(manifest) && tree.read(manifest) === undefined;
}
