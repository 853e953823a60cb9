/**
 * Which files below the directories of some crates can change what is compiled from them, as few globs as
 * possible. Everything is an input that is not certainly none: build scripts and macros read templates,
 * protocols and migrations that nobody lists.
 */

import { everythingIn, except, type Glob, glob, only } from '../../../model/globs.js';
import { ancestors, dirname, isInside, join } from '../../../model/paths.js';
import type { Scope } from '../../../model/project.js';
import type { Tree } from '../../../model/tree.js';
import { beforeWildcard } from '../../shared/wildcard.js';
import type { Crate } from '../manifest/crates.js';
import { DEVELOPMENT } from '../manifest/deliverables.js';
import type { Closure } from './closure.js';
import type { CrateReads } from './reads.js';
import { isWorkspaceRoot } from './slice.js';
import { testDataOf } from './test-data.js';

/** Changes that nobody compiles, unless a literal names them. */
const DOCUMENT = /^(?:README|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY|LICENSE|NOTICE|AUTHORS)/;

/** What a repository keeps at its root for others than cargo. */
const AT_REPOSITORY_ROOT = [
  glob`{.github,.gitlab,.circleci,.buildkite,.devcontainer,.husky,.vscode,.idea,.zed,.nx}/**/*`,
  glob`{.gitignore,.gitattributes,.gitmodules,.gitlab-ci.yml,.editorconfig,.dockerignore,.nxignore,nx.json}`,
];

/** What one crate leaves to others, and what it takes back because a literal in it names the file. */
export interface Layout {
  /** The outermost projects inside the crate: inputs only where they are compiled too, or named. */
  readonly nested: readonly string[];
  /** Folders that builds, and dependents, do not see. */
  readonly development: readonly string[];
  /** The same as files. */
  readonly testFiles: readonly string[];
  readonly documents: readonly string[];
  /** Locks, and manifests of workspaces: they count by what the slice takes from them. */
  readonly shared: readonly string[];
  /** Nothing of all that, as of most: it is an input whole. */
  readonly isPlain: boolean;
  /** Files and folders that literals of the crate name, and of those what only its tests name. */
  readonly named: Readonly<Record<Scope, readonly string[]>>;
}

export function layoutsOf(
  nested: ReadonlyMap<string, readonly string[]>,
  readsOf: (crate: Crate) => CrateReads,
  tree: Tree,
): (crate: Crate) => Layout {
  const layouts = new Map<Crate, Layout>();
  return (crate) => {
    let layout = layouts.get(crate);
    if (layout === undefined) {
      const reads = readsOf(crate);
      const inside = nested.get(crate.directory) ?? [];
      const always = developmentFolders(crate, tree);
      const { folders, files } = testDataOf(crate, reads, [...inside, ...always], tree);
      const named = (scope: Scope) =>
        reads.reads.flatMap((read) => (read.scope === scope && read.glob === undefined ? read.path : []));
      layout = described({
        nested: inside,
        development: [...always, ...folders],
        testFiles: files,
        documents: documentsIn(crate.directory, tree),
        shared: sharedFiles(crate),
        named: {
          production: [...named('production'), ...declaredBy(crate)],
          development: named('development'),
        },
      });
      layouts.set(crate, layout);
    }
    return layout;
  };
}

function described(layout: Omit<Layout, 'isPlain'>): Layout {
  const { nested, development, testFiles, documents, shared, named } = layout;
  const all = [nested, development, testFiles, documents, shared, named.production, named.development];
  return { ...layout, isPlain: all.every((list) => list.length === 0) };
}

/** What the user says is read, up to where a glob begins. */
function declaredBy({ directory, manifest }: Crate): string[] {
  const declared = manifest.package?.metadata?.nx?.reads ?? [];
  return declared.map((path) => join(directory, beforeWildcard(path, '*?[{')));
}

/**
 * Manifests of any toolchain below a crate. Those among its tests and sources are data: cargo's own folders
 * are the crate's.
 */
export function nestedProjects(crates: ReadonlyMap<string, Crate>, tree: Tree): Map<string, string[]> {
  const nested = new Map<string, string[]>();
  for (const directory of [...new Set([...tree.manifests].map(dirname))].sort()) {
    for (const parent of ancestors(directory).slice(1)) {
      const crate = crates.get(parent);
      if (crate === undefined || isInCargoFolder(directory, crate)) continue;
      const known = nested.get(parent);
      if (known === undefined) nested.set(parent, [directory]);
      else if (!known.some((outer) => isInside(directory, outer))) known.push(directory);
    }
  }
  return nested;
}

function isInCargoFolder(directory: string, crate: Crate): boolean {
  return ['src', ...DEVELOPMENT].some((folder) => isInside(directory, join(crate.directory, folder)));
}

/** A target whose file is in such a folder, or beside it, may have its modules there. */
function developmentFolders({ directory, targets }: Crate, tree: Tree): string[] {
  const paths = [targets.lib?.path, ...targets.bins.map(({ path }) => path)].flatMap((path) => path ?? []);
  const folders = paths.map((path) => dirname(join(path)));
  if (folders.includes('.')) return [];
  return DEVELOPMENT.filter((folder) => !folders.some((used) => isInside(used, folder)))
    .map((folder) => join(directory, folder))
    .filter((folder) => tree.hasDirectory(folder));
}

/** Globs for a task of `own` that compiles `closure`. */
export function sourcesOf(
  own: Crate,
  { crates: closure, unifies }: Closure,
  scope: Scope,
  layoutOf: (crate: Crate) => Layout,
  tree: Tree,
): Glob[] {
  const manifests = unifies.filter((crate) => !isWorkspaceRoot(crate)).map(manifestOf);
  const named = [...manifests, ...own.workspace.config.files.filter((file) => !file.startsWith('.'))];
  const folders: string[] = [];
  const files: string[] = [];
  let atRoot = false;
  const add = (list: string[], paths: readonly string[]) => {
    for (const path of paths) list.push(path);
  };
  for (const crate of closure) {
    if (crate.directory === '.') atRoot = true;
    const layout = layoutOf(crate);
    if (layout.isPlain) continue;
    add(named, layout.named.production);
    add(folders, layout.nested);
    if (scope === 'production' || crate !== own) {
      add(folders, layout.development);
      add(files, layout.testFiles);
      add(files, layout.documents);
    } else add(named, layout.named.development);
    add(files, layout.shared);
  }
  if (atRoot) add(files, foreignFiles(tree));
  const unnamed = (path: string) => !named.some((name) => isInside(path, name));
  const left = files.filter(unnamed);
  return [
    ...everythingInCrates(closure),
    ...only(manifests),
    ...except([
      ...leaveOut(
        folders.filter(unnamed),
        () => [...closure.map(({ directory }) => directory), ...named],
        tree,
      ),
      ...only(left),
      ...(atRoot && !named.some((path) => /^\.(?!sqlx$)[^/]/.test(path)) ? AT_REPOSITORY_ROOT : []),
    ]),
  ];
}

function manifestOf({ directory }: Crate): string {
  return join(directory, 'Cargo.toml');
}

const everythingMemo = new WeakMap<readonly Crate[], readonly Glob[]>();

/** Builds and tests of a crate without dev-dependencies see the same closure. */
function everythingInCrates(closure: readonly Crate[]): readonly Glob[] {
  const known = everythingMemo.get(closure) ?? everythingIn(closure.map(({ directory }) => directory));
  everythingMemo.set(closure, known);
  return known;
}

/**
 * The crate's own .rs files, which rustfmt looks at, and modules that lie elsewhere, to which it follows
 * `#[path]`.
 */
export function formattedOf(own: Crate, layoutOf: (crate: Crate) => Layout, tree: Tree): Glob[] {
  const layout = layoutOf(own);
  const guests = [...layout.named.production, ...layout.named.development].filter(
    (path) => path.endsWith('.rs') && tree.has(path),
  );
  const nested = leaveOut(layout.nested, () => [own.directory, ...guests], tree);
  return [...everythingIn([own.directory], '**/*.rs'), ...only(guests), ...except(nested)];
}

/**
 * NB `!glob` takes away from everything else in the set, so a folder that holds something wanted is left out
 * child by child.
 */
function leaveOut(directories: readonly string[], wanted: () => readonly string[], tree: Tree): Glob[] {
  if (directories.length === 0) return [];
  const kept = new Set(wanted());
  const holdsKept = new Set([...kept].flatMap((path) => ancestors(path)));
  const whole: string[] = [];
  const files: string[] = [];
  const queue = directories.filter((directory) => !kept.has(directory));
  for (const directory of queue) {
    if (!holdsKept.has(directory)) {
      whole.push(directory);
      continue;
    }
    const children = tree.list(directory);
    const below = (name: string) => join(directory, name);
    for (const file of children.files.map(below)) if (!kept.has(file)) files.push(file);
    for (const folder of children.directories.map(below)) if (!kept.has(folder)) queue.push(folder);
  }
  return [...everythingIn(merge(whole, tree)), ...only(files)];
}

/** A folder all of whose content is left out stands for it: `crates` instead of a thousand names. */
function merge(directories: readonly string[], tree: Tree): string[] {
  const merged = new Set(directories);
  const parents = new Set(directories.map(dirname));
  for (const parent of parents) {
    const { files, directories: children } = tree.list(parent);
    if (parent === '.' || files.length > 0) continue;
    const paths = children.map((name) => join(parent, name));
    if (!paths.every((path) => merged.has(path))) continue;
    for (const path of paths) merged.delete(path);
    merged.add(parent);
    parents.add(dirname(parent));
  }
  return [...merged];
}

function sharedFiles(crate: Crate): string[] {
  const { directory, workspace } = crate;
  return [
    ...(workspace.root === directory && workspace.lock !== undefined ? [workspace.lockFile] : []),
    ...(isWorkspaceRoot(crate) ? [manifestOf(crate)] : []),
  ];
}

function documentsIn(directory: string, tree: Tree): string[] {
  const names = tree.list(directory).files.filter((name) => DOCUMENT.test(name));
  return names.map((name) => join(directory, name));
}

/** Manifests and locks of other toolchains at the repository's root. */
function foreignFiles(tree: Tree): string[] {
  return [...tree.manifests].filter((file) => !file.includes('/') && file !== 'Cargo.toml');
}
