/**
 * What besides sources decides a module's results: go.mod, go.sum, vendor, and the part of go.work that concerns it.
 * Versions of dependencies are chosen over all members of a workspace, so the slice says, for what this module needs, which versions
 * the members ask for: a bump of one thing in one member reruns those who need it, and nobody else.
 * https://go.dev/ref/mod#minimal-version-selection
 */
import { everythingIn, type Glob, only } from '../../model/globs.js';
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { GoWork } from './go-work.js';
import type { Module, Modules } from './modules.js';
import { membersOf, type Visible, visibleInWorkspace } from './visible.js';

export interface Settings {
  readonly files: readonly Glob[];
  readonly slice?: string;
  readonly shared?: readonly string[];
}

export interface WorkspaceView {
  readonly root: string;
  readonly manifest: GoWork;
  /** Directories of `use` lines. */
  readonly members: ReadonlySet<string>;
  readonly visible: Visible;
  /** Versions that members ask for, by module path. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>;
  /** Lines that any member can impose on all. */
  readonly imposed: readonly string[];
  /** Lines of go.work.sum by module path. */
  readonly sums: ReadonlyMap<string, readonly string[]>;
  readonly isVendored: boolean;
}

export function viewWorkspace(root: string, manifest: GoWork, modules: Modules, tree: Tree): WorkspaceView {
  const visible = visibleInWorkspace(root, manifest, modules);
  const members = [...new Set(visible.modules.values())];
  const asked = new Map<string, Set<string>>();
  for (const { path, version } of members.flatMap(({ manifest: { requires } }) => requires))
    asked.set(path, (asked.get(path) ?? new Set()).add(version));
  const imposed = members.flatMap(({ root: member, manifest: { replaces, excludes } }) => [
    ...replaces.map(({ path, version, to, toVersion }) =>
      toVersion === undefined
        ? `replace ${path} ${version ?? ''} => ${join(member, to)}`
        : `replace ${path} ${version ?? ''} => ${to} ${toVersion}`,
    ),
    ...excludes.map((exclude) => `exclude ${exclude}`),
  ]);
  return {
    root,
    manifest,
    members: new Set(membersOf(root, manifest).map(({ directory }) => directory)),
    visible,
    asked,
    imposed: [...new Set(imposed)].sort(),
    sums: sumLines(tree.read(join(root, 'go.work.sum')) ?? ''),
    isVendored: tree.has(join(root, 'vendor/modules.txt')),
  };
}

/** `path version hash` per line. https://go.dev/ref/mod#go-sum-files */
function sumLines(text: string): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const path = line.split(' ', 1)[0] ?? '';
    if (path !== '') lines.set(path, [...(lines.get(path) ?? []), line]);
  }
  return lines;
}

export function settingsOf(
  module: Module,
  locals: ReadonlySet<Module>,
  workspace: WorkspaceView | undefined,
  tree: Tree,
): Settings {
  const files = [
    ...everythingIn(
      [...locals].map(({ root }) => root),
      'go.mod',
    ),
    ...only([join(module.root, 'go.sum')].filter((file) => tree.has(file))),
    ...(module.isVendored ? everythingIn([join(module.root, 'vendor')]) : []),
    ...(workspace?.isVendored ? everythingIn([join(workspace.root, 'vendor')]) : []),
  ];
  if (workspace === undefined) return { files: [...new Set(files)] };
  const { root, manifest, imposed, visible } = workspace;
  const thirdParty = [
    ...new Set([...locals].flatMap((local) => visible.requirements(local).thirdParty)),
  ].sort();
  return {
    files: [...new Set(files)],
    slice: [
      ...manifest.settings,
      ...imposed,
      ...thirdParty.map((path) => `${path} ${[...(workspace.asked.get(path) ?? [])].sort().join(' ')}`),
      ...thirdParty.flatMap((path) => workspace.sums.get(path) ?? []),
    ].join('\n'),
    shared: ['go.work', 'go.work.sum'].map((name) => join(root, name)).filter((file) => tree.has(file)),
  };
}

/** The module itself and the local modules whose go.mod takes part in its choice of versions. */
export function localModules(module: Module, imported: Iterable<Module>, visible: Visible): Set<Module> {
  const locals = new Set([module, ...imported]);
  for (const each of locals) for (const local of visible.requirements(each).local) locals.add(local);
  return locals;
}
