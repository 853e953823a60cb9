/** The crates of a workspace while it is released. */
import { join } from '../../../model/paths.js';
import type { ReleaseFiles } from '../../toolchain.js';
import {
  allDependencies,
  type CargoToml,
  dependencySpec,
  type KindedDependency,
  parseCargoToml,
} from '../manifest/cargo-toml.js';
import { dependencyOrigin, workspaceRootOf } from '../manifest/members.js';

export interface ReleasedCrate {
  readonly directory: string;
  readonly manifest: CargoToml;
  /** Directory of the workspace; its own where the crate stands alone. */
  readonly root: string;
  readonly rootManifest: CargoToml;
}

/** A requirement of a version, and where it is written. */
export interface Stated {
  readonly file: string;
  readonly at: readonly string[];
  readonly text: string;
  readonly collection: string;
  /** Directory of the crate that is required. */
  readonly directory: string;
}

export const fileOf = (directory: string) => join(directory, 'Cargo.toml');

const memo = new WeakMap<ReleaseFiles, Map<string, { text: string; manifest: CargoToml }>>();

/** NB by the text: a release asks for each manifest as often as there are projects. */
export function manifestAt(files: ReleaseFiles): (directory: string) => CargoToml | undefined {
  const known = memo.get(files) ?? new Map<string, { text: string; manifest: CargoToml }>();
  memo.set(files, known);
  return (directory) => {
    const path = fileOf(directory);
    const text = files.read(path);
    if (text === undefined) return undefined;
    const found = known.get(path);
    if (found?.text === text) return found.manifest;
    const manifest = parseCargoToml({ path, text });
    known.set(path, { text, manifest });
    return manifest;
  };
}

export function crateAt(directory: string, files: ReleaseFiles): ReleasedCrate | undefined {
  const at = manifestAt(files);
  const manifest = at(directory);
  if (manifest === undefined) return undefined;
  const root = workspaceRootOf(directory, at) ?? directory;
  return { directory, manifest, root, rootManifest: at(root) ?? manifest };
}

/** All that can be read: a broken manifest stops no release of others. */
export function allCrates(files: ReleaseFiles): ReleasedCrate[] {
  return files.roots.flatMap((directory) => {
    try {
      return crateAt(directory, files) ?? [];
    } catch {
      return [];
    }
  });
}

/**
 * Requirements of path dependencies that name a version; `[workspace.dependencies]` for those that
 * inherit.
 */
export function statedBy(crate: ReleasedCrate): Stated[] {
  return allDependencies(crate.manifest).flatMap((spec) => statedIn(spec, crate) ?? []);
}

function statedIn(spec: KindedDependency, crate: ReleasedCrate): Stated | undefined {
  const { directory: own, root, manifest, rootManifest } = crate;
  const { directory } = dependencyOrigin(spec, own, root, rootManifest);
  if (directory === undefined) return undefined;
  const table = ['workspace', 'dependencies', spec.key];
  const at = [...(spec.inherited ? table : spec.at), 'version'];
  const text = at.reduce<unknown>(member, spec.inherited ? rootManifest : manifest);
  if (typeof text !== 'string') return undefined;
  const collection = spec.at.at(-2) ?? 'dependencies';
  return { file: fileOf(spec.inherited ? root : own), at, text, collection, directory };
}

/** `[workspace.dependencies]` of a root, also those that no member uses. */
export function statedForAll({ root, rootManifest }: ReleasedCrate): Stated[] {
  const table = rootManifest.workspace?.dependencies ?? {};
  return Object.entries(table).flatMap(([key, value]) => {
    const { path } = dependencySpec(key, value);
    const text = member(value, 'version');
    if (path === undefined || typeof text !== 'string') return [];
    const at = ['workspace', 'dependencies', key, 'version'];
    return { file: fileOf(root), at, text, collection: 'dependencies', directory: join(root, path) };
  });
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
