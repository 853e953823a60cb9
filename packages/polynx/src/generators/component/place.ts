import { basename, dirname } from '../../model/paths.js';
import type { Planned } from '../../pipes/planned.js';
import type { Kind } from '../../toolchains/toolchain.js';

/** Folders by kind, as nx.json remembers them. */
export type Folders = Readonly<Partial<Record<Kind, string>>>;

/** Where the first of its kind goes. */
const USUAL: Readonly<Record<Kind, string>> = {
  lib: 'libs',
  bin: 'apps',
  web: 'apps',
  service: 'services',
  wasm: 'libs',
  napi: 'packages',
  npm: 'packages',
  fn: 'functions',
};

/**
 * Folders whose name says what is in them, and which kinds that is. What has another name (`rust`,
 * `packages`) holds everything.
 */
const SPEAKING: Readonly<Record<string, readonly Kind[]>> = {
  libs: ['lib', 'wasm', 'npm', 'napi'],
  lib: ['lib', 'wasm', 'npm', 'napi'],
  libraries: ['lib', 'wasm', 'npm', 'napi'],
  apps: ['bin', 'web'],
  applications: ['bin', 'web'],
  bins: ['bin'],
  cmd: ['bin'],
  tools: ['bin'],
  web: ['web'],
  sites: ['web'],
  services: ['service'],
  functions: ['fn'],
};

export interface Wanted {
  readonly kind: Kind;
  readonly toolchain: string;
}

export interface Place {
  readonly folder: string;
  /** Whether the repository says so. If not, it is our proposal. */
  readonly isKnown: boolean;
}

/**
 * Where components of a kind are: what is remembered; where those of this toolchain are; the folder that has
 * the kind's name, whoever is in it; our proposal, which is the toolchain's where its people have a word of
 * their own.
 */
export function placeFor(
  { kind, toolchain }: Wanted,
  planned: readonly Planned[],
  remembered: Folders = {},
  proposed: Folders = {},
): Place {
  const own = parents(planned, toolchain);
  const takes = (folder: string) => kindsOf(basename(folder), proposed)?.includes(kind) ?? true;
  const isFor = (folder: string) => kindsOf(basename(folder), proposed)?.includes(kind) ?? false;
  const alike = parents(planned, toolchain, LIBRARIES.has(kind) ? 'library' : 'application');
  const known =
    remembered[kind] ??
    mostCommon(own.filter(isFor)) ??
    mostCommon(alike.filter(takes)) ??
    mostCommon(parents(planned).filter(isFor)) ??
    mostCommon(own.filter(takes));
  return { folder: known ?? proposed[kind] ?? USUAL[kind], isKnown: known !== undefined };
}

const LIBRARIES: ReadonlySet<Kind> = new Set(['lib', 'wasm', 'npm', 'napi']);

/** Absent: all. */
function kindsOf(name: string, proposed: Folders): readonly Kind[] | undefined {
  const named = (Object.keys(proposed) as Kind[]).filter((kind) => proposed[kind] === name);
  return SPEAKING[name] ?? (named.length > 0 ? named : undefined);
}

/**
 * Folders with projects in them. NB a Go main package inside a module is a project, but not a place where
 * components live; and a folder with two manifests, as that of a crate for Node, says nothing about where
 * components of either are.
 */
function parents(planned: readonly Planned[], toolchain?: string, type?: string): string[] {
  const others = new Set(
    planned.filter((one) => one.toolchain !== toolchain).map(({ project }) => project.root),
  );
  return planned
    .filter((one) => toolchain === undefined || one.toolchain === toolchain)
    .filter(({ project }) => toolchain === undefined || !others.has(project.root))
    .map(({ project }) => project)
    .filter(({ root, manifest }) => root !== '.' && dirname(manifest) === root)
    .filter((project) => (type === undefined ? project.type !== 'workspace' : project.type === type))
    .map(({ root }) => dirname(root));
}

/** Of equally common ones, the first by name. */
function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
