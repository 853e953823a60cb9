/**
 * Manifests around a crate that is moved or removed. The lock names no folders: a move leaves it as it is.
 */
import { dirname, isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { changedTexts, movedPath, moveQuoted } from '../shared/relocation.js';
import type { Relocation } from '../toolchain.js';
import { parseCargoToml } from './manifest/cargo-toml.js';
import { expand, workspaceRootOf } from './manifest/members.js';
import { listMember, withList } from './scaffold-workspace.js';

const LISTS = ['members', 'exclude', 'default-members'] as const;

export function relocate(from: string, to: string | undefined, tree: Tree): Relocation {
  const manifests = tree.files.filter((file) => /(?:^|\/)Cargo\.toml$/.test(file));
  const texts = manifests.map((file) => [file, relocated(file, from, to, tree)] as const);
  const own = manifests.filter((file) => isInside(file, from));
  const changed = changedTexts((path) => tree.read(path), own.length === 0 ? [] : texts);
  const roots = new Set(own.flatMap((file) => rootOf(dirname(file), tree) ?? []));
  const lock = [...roots].filter((root) => !isInside(root, from));
  return {
    texts: changed,
    commands:
      to === undefined
        ? lock.map((cwd) => ({ program: 'cargo', args: ['update', '--workspace', '--quiet'], cwd }))
        : [],
  };
}

function relocated(file: string, from: string, to: string | undefined, tree: Tree): string {
  const text = tree.read(file) ?? '';
  const listed = LISTS.reduce(
    (changed, list) => withList(changed, list, (all) => inList(all, file, from, to)),
    text,
  );
  if (to === undefined) return isInside(file, from) ? listed : withoutDependency(listed, file, from);
  const paths = moveQuoted(listed, file, { from, to }).replace(
    /(\bpath\s*=\s*")([^"\n.][^"\n]*)"/g,
    (_, key: string, path: string) => `${key}${movedPath(path, file, { from, to })}"`,
  );
  return covered(paths, file, from, to, tree);
}

function inList(
  all: readonly string[],
  file: string,
  from: string,
  to: string | undefined,
): readonly string[] {
  const isIt = (entry: string) => join(dirname(file), entry) === from;
  return to === undefined
    ? all.filter((entry) => !isIt(entry))
    : all.map((entry) => (isIt(entry) ? movedPath(entry, file, { from, to }) : entry));
}

/**
 * What the workspace hands on to its members: `[workspace.dependencies]` on one line. Crates that depend on
 * it are refused before.
 */
function withoutDependency(text: string, file: string, from: string): string {
  const isIt = (line: string) => {
    const path = /^[\w-]+\s*=\s*\{[^}\n]*\bpath\s*=\s*"([^"\n]*)"/.exec(line)?.[1];
    return path !== undefined && join(dirname(file), path) === from;
  };
  const lines = text.split('\n');
  return lines.some(isIt) ? lines.filter((line) => !isIt(line)).join('\n') : text;
}

/** A crate that a pattern took in may be out of its reach. */
function covered(text: string, file: string, from: string, to: string, tree: Tree): string {
  if (rootOf(from, tree) !== dirname(file) || dirname(file) === from) return text;
  const manifest = parseCargoToml({ path: file, text });
  const patterns = manifest.workspace?.members ?? [];
  const root = dirname(file);
  if (patterns.some((pattern) => expand(join(root, pattern), [to]).includes(to))) return text;
  const wasListed = patterns.some((pattern) => expand(join(root, pattern), [from]).includes(from));
  if (!wasListed || relative(root, to).startsWith('..')) return text;
  return listMember(to, { root, path: file, text, manifest, isNew: false })[file] ?? text;
}

function rootOf(directory: string, tree: Tree): string | undefined {
  try {
    return workspaceRootOf(directory, (at) => {
      const path = join(at, 'Cargo.toml');
      return tree.has(path) ? parseCargoToml({ path, text: tree.read(path) ?? '' }) : undefined;
    });
  } catch {
    return undefined;
  }
}
