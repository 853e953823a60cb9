import { dirname, join, leavesWorkspace, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { expandBraces, type Matcher, wildcard } from '../shared/wildcard.js';
import type { Manifests } from '../toolchain.js';
import { type PackageFields, type PackageJson, parsePackageJson } from './package-json.js';

/**
 * Which package.json are projects. Inside the root workspace exactly those that Nx itself takes (nx:
 * plugins/package-json/create-nodes), since it adds their scripts; besides them the packages that are
 * installed on their own, which Nx leaves out.
 */
export interface Member {
  /** Workspace-relative directory. */
  readonly root: string;
  /** Directory of the lock and of the member list that apply. */
  readonly workspace: string;
  /** Nx has no scripts for it: our own executor runs them. */
  readonly standalone: boolean;
}

export const LOCKS = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
] as const;

export function membersOf(manifests: Manifests<PackageJson>, tree: Tree): Member[] {
  const all = tree.files.filter((file) => file === 'package.json' || file.endsWith('/package.json'));
  const taken = nxMembers(all, manifests, tree);
  const members = new Map<string, Member>();
  for (const root of taken) members.set(root, { root, workspace: '.', standalone: false });
  for (const [path] of manifests) {
    if (path === 'package.json') continue;
    for (const member of standaloneMembers(dirname(path), all, manifests, tree)) {
      if (!members.has(member.root)) members.set(member.root, member);
    }
  }
  if (!tree.has('package.json')) {
    for (const member of standaloneMembers('.', all, manifests, tree)) {
      if (!members.has(member.root)) members.set(member.root, member);
    }
    for (const [path, { fields, error }] of manifests) {
      const root = dirname(path);
      if ((fields.name === undefined && error === undefined) || members.has(root)) continue;
      members.set(root, { root, workspace: root, standalone: true });
    }
  }
  return [...members.values()].sort((a, b) => (a.root < b.root ? -1 : 1));
}

function nxMembers(all: readonly string[], manifests: Manifests<PackageJson>, tree: Tree): string[] {
  const isMember = memberMatcher(nxPatterns(manifests, tree));
  return all.filter((path) => isMember(path) || tree.has(join(dirname(path), 'project.json'))).map(dirname);
}

/** NB without a root package.json Nx takes none, whatever pnpm-workspace.yaml says. */
function nxPatterns(manifests: Manifests<PackageJson>, tree: Tree): string[] {
  const root = tree.has('package.json') ? manifests.get('package.json') : undefined;
  if (root === undefined || root.error !== undefined) return [];
  return [
    ...listedPatterns('.', root.fields, tree),
    ...(tree.has('lerna.json') ? lernaPackages(tree.read('lerna.json') ?? '') : []).map(toManifestPattern),
    ...(root.fields.nx === undefined ? [] : ['package.json']),
  ];
}

/**
 * A folder with a lock of its own is a workspace: itself, and the members it lists. NB pnpm needs no
 * package.json beside its lock and its list.
 */
function standaloneMembers(
  root: string,
  all: readonly string[],
  manifests: Manifests<PackageJson>,
  tree: Tree,
): Member[] {
  if (!LOCKS.some((lock) => tree.has(join(root, lock)))) return [];
  const fields = manifests.get(join(root, 'package.json'))?.fields ?? {};
  const patterns = listedPatterns(root, fields, tree);
  const prefix = root === '.' ? '' : `${root}/`;
  const isMember = memberMatcher(patterns);
  const below =
    patterns.length === 0
      ? []
      : all.filter((path) => path.startsWith(prefix) && isMember(path.slice(prefix.length)));
  const own = root === '.' ? [] : [root];
  return [...own, ...below.map(dirname)].map((member) => ({
    root: member,
    workspace: root,
    standalone: true,
  }));
}

/** Whether the workspace's list has the directory, or would have it once there is a package. */
export function isListed(workspace: string, directory: string, tree: Tree): boolean {
  const path = join(workspace, 'package.json');
  const { fields } = parsePackageJson({ path, text: tree.read(path) ?? '{}' });
  return memberMatcher(listedPatterns(workspace, fields, tree))(
    relative(workspace, join(directory, 'package.json')),
  );
}

/** Patterns relative to the directory, each ending in `package.json`. */
function listedPatterns(directory: string, { workspaces }: PackageFields, tree: Tree): string[] {
  const listed = Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? []);
  const pnpm = join(directory, 'pnpm-workspace.yaml');
  const more = tree.has(pnpm) ? pnpmPackages(tree.read(pnpm) ?? '') : [];
  return [...listed, ...more].map(toManifestPattern);
}

function toManifestPattern(pattern: string): string {
  const negation = pattern.startsWith('!') ? '!' : '';
  const path = pattern.slice(negation.length).replace(/^\.\//, '');
  return negation + (path.endsWith('/package.json') ? path : join(path, 'package.json'));
}

/** Nx's rule: patterns that only take away take away from everything. */
function memberMatcher(patterns: readonly string[]): (path: string) => boolean {
  const compile = (pattern: string) => expandBraces(pattern).map((one) => wildcard(one, { dot: false }));
  const positive = patterns.filter((pattern) => !pattern.startsWith('!'));
  const negative = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const onlyRoot = positive.length === 0 || (positive.length === 1 && positive[0] === 'package.json');
  const wanted = [...positive, ...(negative.length > 0 && onlyRoot ? ['**/package.json'] : [])]
    .filter((pattern) => !leavesWorkspace(pattern))
    .flatMap(compile);
  const refused = negative.flatMap(compile);
  // NB to Nx a pattern is also the path that it spells: `apps/[id]` is found.
  const matches = (path: string, matchers: readonly Matcher[], spelt: readonly string[]) =>
    spelt.includes(path) || matchers.some((one) => one(path));
  return (path) => matches(path, wanted, positive) && !matches(path, refused, negative);
}

/**
 * The `packages` list of pnpm-workspace.yaml (https://pnpm.io/pnpm-workspace_yaml). Read by line: loading a
 * YAML parser takes longer than all the rest of this toolchain, and people write this list in two ways only.
 */
export function pnpmPackages(text: string): string[] {
  const inline = /^packages:[ \t]*\[([^\][]*)\]/m.exec(text)?.[1];
  return (inline?.split(',') ?? blockItems(text.split('\n'))).map(scalar).filter((item) => item !== '');
}

/** `- a` on the lines behind `packages:`. */
function blockItems(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => /^packages:[ \t]*(?:#.*)?\r?$/.test(line));
  if (from < 0) return [];
  const items: string[] = [];
  for (const line of lines.slice(from + 1).map((one) => one.trim())) {
    if (line !== '' && !/^[-#]/.test(line)) break;
    if (/^-\s/.test(line)) items.push(line.slice(2));
  }
  return items;
}

function scalar(text: string): string {
  const quoted = /^\s*(['"])(.*?)\1/.exec(text);
  const comment = text.search(/\s#/);
  return quoted?.[2] ?? text.slice(0, comment < 0 ? undefined : comment).trim();
}

function lernaPackages(text: string): string[] {
  try {
    const { packages } = JSON.parse(text) as { packages?: unknown };
    return Array.isArray(packages) && packages.length > 0
      ? packages.filter((one) => typeof one === 'string')
      : ['packages/*'];
  } catch {
    return [];
  }
}
