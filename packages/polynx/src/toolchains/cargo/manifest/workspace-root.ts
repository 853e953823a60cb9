/** What the crates of one workspace share: lock, configuration, compiler, profiles, patches. */
import { compact } from '../../../model/compact.js';
import { ancestors, isAbsolute, join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { type CargoLock, parseCargoLock } from './cargo-lock.js';
import { type CargoToml, dependencyTable } from './cargo-toml.js';
import { type CargoConfig, readConfig } from './config.js';
import type { ManifestAt } from './members.js';

/** One `[workspace]`, or one crate that stands alone: the unit of Cargo.lock, target folder and profiles. */
export interface Workspace {
  readonly root: string;
  readonly manifest: CargoToml;
  readonly lock?: CargoLock;
  readonly lockFile: string;
  readonly config: CargoConfig;
  readonly toolchainFile?: ToolchainFile;
  /** `[profile.*]`, by name. */
  readonly profileTables: Readonly<Record<string, unknown>>;
  /** Profiles that can be asked for, `dev` and `release` first. */
  readonly profiles: readonly string[];
  /** Configuration of cargo-nextest. */
  readonly nextest?: string;
  /** Directories that `[patch]` and `[replace]` put in place of packages, by package name. */
  readonly patches: ReadonlyMap<string, string>;
}

export interface ToolchainFile {
  readonly path: string;
  /** As written: `stable`, `1.88`, `nightly-2026-01-01`. */
  readonly channel: string;
  /** The version, where it names exactly one compiler. */
  readonly pin?: string;
}

export function describeWorkspace(
  root: string,
  manifest: CargoToml,
  manifestAt: ManifestAt,
  tree: Tree,
): Workspace {
  const lockFile = join(root, 'Cargo.lock');
  const lockText = tree.has(lockFile) ? tree.read(lockFile) : undefined;
  const toolchainFile = findToolchainFile(root, tree);
  const config = readConfig(root, tree);
  const nextest = join(root, '.config/nextest.toml');
  const profileTables = { ...manifest.profile, ...config.profiles };
  return compact({
    root,
    manifest,
    ...(lockText === undefined ? {} : { lock: parseCargoLock(lockText) }),
    lockFile,
    ...(tree.has(nextest) ? { nextest } : {}),
    config,
    toolchainFile,
    profileTables,
    profiles: profilesOf(profileTables),
    patches: patchedCrates(root, manifest, config, manifestAt),
  });
}

/** Those that cargo itself chooses by the command are no choice. */
function profilesOf(tables: Readonly<Record<string, unknown>>): string[] {
  const named = Object.keys(tables).filter((name) => !['test', 'bench', 'doc'].includes(name));
  return [...new Set(['dev', 'release', ...named])];
}

/** https://doc.rust-lang.org/cargo/reference/overriding-dependencies.html */
function patchedCrates(
  root: string,
  manifest: CargoToml,
  config: CargoConfig,
  manifestAt: ManifestAt,
): Map<string, string> {
  const tables = [...Object.values(manifest.patch ?? {}), manifest.replace ?? {}];
  const ofManifest = tables.flatMap(dependencyTable).flatMap(({ name, path }) => {
    if (path === undefined) return [];
    return { name, directory: isAbsolute(path) ? path : join(root, path) };
  });
  return new Map(
    // NB a key of [replace] is `name:version`. Configuration wins over the manifest.
    [...ofManifest, ...config.patches].map(({ name, directory }) => [
      manifestAt(directory)?.package?.name ?? name.replace(/:.*$/s, ''),
      directory,
    ]),
  );
}

/**
 * The nearest one to where cargo is called, which is the workspace root.
 * https://rust-lang.github.io/rustup/overrides.html
 */
export function findToolchainFile(root: string, tree: Tree): ToolchainFile | undefined {
  for (const directory of ancestors(root)) {
    for (const name of ['rust-toolchain', 'rust-toolchain.toml']) {
      const path = join(directory, name);
      const text = tree.read(path);
      if (text === undefined) continue;
      const channel = channelOf(text);
      // NB one that git ignores is in no key: there the compiler itself is asked.
      return { path, channel, ...(tree.has(path) && namesOneCompiler(channel) ? { pin: channel } : {}) };
    }
  }
  return undefined;
}

function channelOf(text: string): string {
  return /^[ \t]*channel[ \t]*=[ \t]*["']([^"'\n]+)["']/m.exec(text)?.[1] ?? text.trim();
}

/** Only a full version does: `stable` and `1.88` move. */
function namesOneCompiler(channel: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(channel);
}
