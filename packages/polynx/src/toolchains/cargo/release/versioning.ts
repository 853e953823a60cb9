/**
 * Versions of crates: `[package] version`, or `[workspace.package] version` of those that inherit it.
 * https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html
 */
import satisfies from 'semver/functions/satisfies.js';
import { ManifestError } from '../../../model/errors.js';
import { join } from '../../../model/paths.js';
import { editTexts, requirementFor } from '../../shared/release-ranges.js';
import type { Held, ReleaseFiles, Texts, Versioning } from '../../toolchain.js';
import {
  allCrates,
  crateAt,
  fileOf,
  type ReleasedCrate,
  type Stated,
  statedBy,
  statedForAll,
} from './crates-of.js';
import { lockWithVersions, type Moves } from './lock-text.js';
import { tomlText, withTomlValues } from './toml-values.js';

export const versioning: Versioning = {
  manifests: ['Cargo.toml'],
  current(root, files) {
    const crate = crateAt(root, files);
    return crate === undefined ? undefined : heldBy(crate);
  },
  write(root, version, files) {
    const crate = crateAt(root, files);
    const place = crate && placeOf(crate);
    if (crate === undefined || place === undefined)
      throw new ManifestError({
        file: fileOf(root),
        problem: 'has no version',
        hint: 'Write one in [package], or leave the project out of release.projects in nx.json.',
      });
    const all = allCrates(files);
    const moved = sharingWith(crate, all);
    const directories = new Set(moved.map(({ directory }) => directory));
    const refused = [...all.flatMap(statedBy), ...rootsOf(all).flatMap(statedForAll)].filter(
      ({ directory, text }) => directories.has(directory) && !allows(text, version),
    );
    return {
      ...tomlTexts(files, [
        { file: place.file, at: place.at, value: version },
        ...refused.map((one) => ({ ...one, value: requirementFor(one.text, { version }) })),
      ]),
      ...lockTexts(crate.root, movesOf(moved, version), all, files),
    };
  },
  sharing(root, files) {
    const crate = crateAt(root, files);
    const all = crate === undefined ? [] : sharingWith(crate, allCrates(files));
    return all.map(({ directory }) => directory);
  },
  requirement: (root, dependency, files) => statements(root, dependency, files)[0],
  require(root, dependency, wanted, files) {
    const edits = statements(root, dependency, files).map((one) => ({
      ...one,
      value: requirementFor(one.text, wanted),
    }));
    return tomlTexts(files, edits);
  },
  allows,
  publish(root, request, files) {
    const crate = crateAt(root, files);
    const name = crate?.manifest.package?.name;
    const held = crate && heldBy(crate);
    if (crate === undefined || name === undefined || held === undefined)
      throw new ManifestError({ file: fileOf(root), problem: 'has no name and version to publish' });
    const args = ['publish', `--package=${name}`, ...registryArgs(request.registry), ...request.args];
    return {
      what: `${name} ${held.version}`,
      commands: [{ program: 'cargo', args, cwd: crate.root }],
      // Of the registry's index and, from older versions of cargo, of the registry itself.
      saysThere: ['already exists on', 'is already uploaded'],
      install: 'Install Rust with rustup: https://rustup.rs',
    };
  },
};

/**
 * A name of .cargo/config.toml, or the address of an index. NB Nx hands one word to all projects of a
 * release, and the address of a registry of npm is none of cargo's.
 */
function registryArgs(registry: string | undefined): string[] {
  if (registry === undefined) return [];
  if (registry.startsWith('sparse+')) return [`--index=${registry}`];
  return registry.includes(':') ? [] : [`--registry=${registry}`];
}

/** NB a version without an operator is the least one of a range here: `1.2` is `^1.2`. */
function allows(requirement: string, version: string): boolean {
  const parts = requirement.split(',').map((part) => part.trim());
  return satisfies(version, parts.map((part) => (/^\d/.test(part) ? `^${part}` : part)).join(' '));
}

interface Place {
  readonly file: string;
  readonly at: readonly string[];
  readonly isShared: boolean;
}

const SHARED = ['workspace', 'package', 'version'];

/** Where the version is written. A root without a package has the one that it hands to its members. */
function placeOf({ directory, manifest, root, rootManifest }: ReleasedCrate): Place | undefined {
  const { package: own } = manifest;
  if (own !== undefined && own.version === undefined) return undefined;
  const isShared = own === undefined || typeof own.version === 'object';
  if (!isShared) return { file: fileOf(directory), at: ['package', 'version'], isShared };
  const isThere = tomlText(rootManifest, SHARED) !== undefined;
  return isThere ? { file: fileOf(root), at: SHARED, isShared } : undefined;
}

function heldBy(crate: ReleasedCrate): Held | undefined {
  const place = placeOf(crate);
  if (place === undefined) return undefined;
  const version = tomlText(place.isShared ? crate.rootManifest : crate.manifest, place.at);
  return version === undefined ? undefined : { version, file: place.file };
}

function sharingWith(crate: ReleasedCrate, all: readonly ReleasedCrate[]): ReleasedCrate[] {
  if (placeOf(crate)?.isShared !== true) return [crate];
  return all.filter((one) => one.root === crate.root && placeOf(one)?.isShared === true);
}

function statements(root: string, dependency: string, files: ReleaseFiles): Stated[] {
  const crate = crateAt(root, files);
  return crate === undefined ? [] : statedBy(crate).filter(({ directory }) => directory === dependency);
}

function rootsOf(all: readonly ReleasedCrate[]): ReleasedCrate[] {
  return [...new Map(all.map((crate) => [crate.root, crate])).values()];
}

function movesOf(moved: readonly ReleasedCrate[], to: string): Moves {
  return new Map(
    moved.flatMap((crate) => {
      const name = crate.manifest.package?.name;
      return name === undefined ? [] : [[name, { from: heldBy(crate)?.version ?? '0.0.0', to }] as const];
    }),
  );
}

interface PlacedEdit {
  readonly file: string;
  readonly at: readonly string[];
  readonly value: string;
}

function tomlTexts(files: ReleaseFiles, edits: readonly PlacedEdit[]): Texts {
  const paths = [...new Set(edits.map(({ file }) => file))];
  return editTexts(
    files.read,
    paths.map((path) => {
      const own = edits.filter(({ file }) => file === path);
      return [path, (text: string) => withTomlValues(path, text, own)] as const;
    }),
  );
}

/** Other workspaces lock the crate too, where they reach it by its path. */
function lockTexts(root: string, moves: Moves, all: readonly ReleasedCrate[], files: ReleaseFiles): Texts {
  const roots = new Set([root, ...all.map((crate) => crate.root)]);
  return editTexts(
    files.read,
    [...roots].map((one) => {
      const edit = (text: string) => lockWithVersions(text, moves, one === root);
      return [join(one, 'Cargo.lock'), edit] as const;
    }),
  );
}
