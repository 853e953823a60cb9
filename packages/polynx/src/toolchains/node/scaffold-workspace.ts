/** The workspace around new packages, in the words of each package manager. */
import { dirname, isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { addToJsonc } from '../shared/jsonc-edit.js';
import { parsePackageJson } from './package-json.js';
import { isListed, pnpmPackages } from './workspaces.js';

type Texts = Readonly<Record<string, string>>;

/** By what stands at the root: a lock file, or the field `packageManager`. */
export function packageManagerIn(tree: Tree): 'bun' | 'npm' | 'pnpm' | 'yarn' {
  if (tree.has('pnpm-lock.yaml') || tree.has('pnpm-workspace.yaml')) return 'pnpm';
  if (tree.has('yarn.lock')) return 'yarn';
  if (tree.has('bun.lock') || tree.has('bun.lockb')) return 'bun';
  if (tree.has('package-lock.json')) return 'npm';
  const { packageManager } = fieldsAt('.', tree) as { packageManager?: unknown };
  const named = typeof packageManager === 'string' ? packageManager.split('@')[0] : undefined;
  return named === 'pnpm' || named === 'yarn' || named === 'bun' ? named : 'npm';
}

/** The folder whose list decides about the directory. */
export function workspaceAbove(directory: string, tree: Tree): string | undefined {
  for (let at = dirname(directory); ; at = dirname(at)) {
    const isRoot =
      tree.has(join(at, 'pnpm-workspace.yaml')) || fieldsAt(at, tree).workspaces !== undefined || at === '.';
    if (isRoot) return tree.has(join(at, 'package.json')) && isInside(directory, at) ? at : undefined;
  }
}

function fieldsAt(at: string, tree: Tree) {
  const path = join(at, 'package.json');
  return parsePackageJson({ path, text: (tree.has(path) ? tree.read(path) : undefined) ?? '{}' }).fields;
}

/** NB without a root package.json Nx takes no member, whatever the other files say. */
export function startWorkspace(directory: string, tree: Tree): Texts {
  const pnpm = tree.has('pnpm-workspace.yaml');
  const root = { private: true, ...(pnpm ? {} : { workspaces: [directory] }) };
  return {
    'package.json': `${JSON.stringify(root, null, 2)}\n`,
    ...(pnpm ? addToYaml('pnpm-workspace.yaml', directory, tree) : {}),
  };
}

/** Adds the package to the list of the workspace it lies in, where the list does not have it already. */
export function listMember(root: string, directory: string, tree: Tree): Texts {
  if (isListed(root, directory, tree)) return {};
  const path = relative(root, directory);
  const pnpm = join(root, 'pnpm-workspace.yaml');
  const { workspaces } = fieldsAt(root, tree);
  if (tree.has(pnpm) || (workspaces === undefined && packageManagerIn(tree) === 'pnpm'))
    return addToYaml(pnpm, path, tree);
  const file = join(root, 'package.json');
  const list =
    Array.isArray(workspaces) || workspaces === undefined ? ['workspaces'] : ['workspaces', 'packages'];
  return { [file]: addToJsonc(tree.read(file) ?? '{}', list, path) };
}

function addToYaml(file: string, path: string, tree: Tree): Texts {
  return { [file]: withItem((tree.has(file) ? tree.read(file) : undefined) ?? '', path) };
}

/** A new item behind the last one, in its own style. Everything else, comments included, stays as it is. */
function withItem(text: string, path: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^packages:\s*(?:#.*)?$/.test(line));
  if (start < 0)
    return pnpmPackages(text).length > 0
      ? text.replace(/^(packages:\s*\[[^\]]*?)\s*\]/m, `$1, '${path}']`)
      : `${text.trimEnd()}\npackages:\n  - '${path}'\n`.trimStart();
  const length = lines.slice(start + 1).findIndex((line) => !/^\s*(?:-.*|#.*)?$/.test(line));
  const end = length < 0 ? lines.length : start + 1 + length;
  const last = lines.slice(0, end).findLastIndex((line) => /^\s*-/.test(line));
  const [, indent = '  ', quote = "'"] = /^(\s*)-\s*(['"]?)/.exec(lines[last] ?? '') ?? [];
  return [
    ...lines.slice(0, Math.max(last, start) + 1),
    `${indent}- ${quote}${path}${quote}`,
    ...lines.slice(Math.max(last, start) + 1),
  ].join('\n');
}
