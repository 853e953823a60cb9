/**
 * The modules that a program may be made of: what go.mod requires, which since Go 1.17 is everything that is
 * linked, and what its tests need. In a workspace, in the highest version that any member asks for.
 * https://go.dev/ref/mod#minimal-version-selection
 */
import { join } from '../../model/paths.js';
import type { Component, Sbom } from '../../model/sbom.js';
import type { Tree } from '../../model/tree.js';
import { purl } from '../shared/purl.js';
import type { Replace } from './modfile.js';
import type { Module } from './modules.js';
import type { WorkspaceView } from './settings.js';
import type { Visible } from './visible.js';

export interface SbomContext {
  readonly module: Module;
  /** The module itself and those of the repository that it uses. */
  readonly locals: ReadonlySet<Module>;
  readonly visible: Visible;
  readonly workspace: WorkspaceView | undefined;
  readonly tree: Tree;
}

export function goSbom({ module, locals, visible, workspace, tree }: SbomContext): Sbom {
  const members = workspace === undefined ? [module] : [...new Set(workspace.visible.modules.values())];
  const paths = new Set([...locals].flatMap((local) => visible.requirements(local).thirdParty));
  const asked = [...members, ...locals].flatMap(({ manifest }) => manifest.requires);
  const replaces = [
    ...(workspace?.manifest.replaces ?? []),
    ...members.flatMap(({ manifest }) => manifest.replaces),
  ];
  const sumFiles = [
    ...members.map(({ root }) => join(root, 'go.sum')),
    ...(workspace === undefined ? [] : [join(workspace.root, 'go.work.sum')]),
  ].filter((file) => tree.has(file));
  const sums = sumsIn(sumFiles.map((file) => tree.read(file) ?? ''));
  const components = [...paths].sort().flatMap((path) => {
    const versions = asked.flatMap((one) => (one.path === path ? one.version : []));
    const version = versions.sort(compareVersions).pop() ?? '';
    return componentOf(replaced(path, version, replaces), sums);
  });
  const shared =
    workspace === undefined ? [] : ['go.work', 'go.work.sum'].map((name) => join(workspace.root, name));
  return { components, shared: shared.filter((file) => tree.has(file)) };
}

/** A folder in its place is code of the repository, or nothing that anybody else could look up. */
function replaced(path: string, version: string, replaces: readonly Replace[]) {
  const found = replaces.find((one) => one.path === path && (one.version ?? version) === version);
  if (found === undefined) return { path, version };
  return found.toVersion === undefined ? undefined : { path: found.to, version: found.toVersion };
}

function componentOf(
  found: { readonly path: string; readonly version: string } | undefined,
  sums: ReadonlyMap<string, string>,
): Component[] {
  if (found === undefined || found.version === '') return [];
  const { path, version } = found;
  const ref = purl('golang', path.toLowerCase(), version);
  const hex = sums.get(`${path} ${version}`);
  return [
    {
      ref,
      name: path,
      version,
      purl: ref,
      ...(hex === undefined ? {} : { hash: { algorithm: 'SHA-256', hex } }),
    },
  ];
}

/**
 * `path version h1:<base64>`: SHA-256 of a list of the module's files. As cyclonedx-gomod has it.
 * https://go.dev/ref/mod#go-sum-files
 */
function sumsIn(texts: readonly string[]): Map<string, string> {
  const sums = new Map<string, string>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const [path = '', version = '', hash = ''] = line.trim().split(/\s+/);
    if (!hash.startsWith('h1:') || version.endsWith('/go.mod')) continue;
    const hex = Array.from(atob(hash.slice(3)), (char) =>
      char.charCodeAt(0).toString(16).padStart(2, '0'),
    ).join('');
    sums.set(`${path} ${version}`, hex);
  }
  return sums;
}

/** https://semver.org/#spec-item-11 */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [parts(a), parts(b)];
  const core = compareLists(one.core, other.core);
  if (core !== 0 || one.pre === other.pre) return core;
  if (one.pre === undefined || other.pre === undefined) return one.pre === undefined ? 1 : -1;
  return compareLists(one.pre.split('.'), other.pre.split('.'));
}

function parts(version: string): { core: string[]; pre: string | undefined } {
  const [, core = '', pre] = /^v?([\d.]*)(?:-([^+]*))?/.exec(version) ?? [];
  return { core: core.split('.'), pre };
}

/** Numbers as numbers, and before words; the longer list is the later one. */
function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [one, other] = [a[index], b[index]];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const [isNumber, isOther] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    return isNumber ? (BigInt(one) < BigInt(other) ? -1 : 1) : one < other ? -1 : 1;
  }
  return 0;
}
