import * as z from 'zod/mini';
import { compact } from '../../../model/compact.js';
import { ancestors, dirname, isAbsolute, join, leavesWorkspace } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { parseToml } from '../../shared/toml.js';
import { dependencyTable } from './cargo-toml.js';

/** `.cargo/config.toml`: https://doc.rust-lang.org/cargo/reference/config.html */
const configToml = z.looseObject({
  target: z.optional(z.record(z.string(), z.looseObject({ linker: z.optional(z.string()) }))),
  build: z.optional(z.looseObject({ 'target-dir': z.optional(z.string()), target: z.optional(z.unknown()) })),
  profile: z.optional(z.record(z.string(), z.unknown())),
  patch: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
  include: z.optional(z.unknown()),
});

type ConfigToml = z.infer<typeof configToml>;

export interface CargoConfig {
  /**
   * Where cargo puts artifacts, workspace-relative. A folder outside the repository is left to cargo's
   * default.
   */
  readonly targetDirectory: string;
  /** The triple every build is for, when the configuration sets exactly one. */
  readonly triple?: string;
  /** Whether the compiler is told to use all that the processor can do. */
  readonly native: boolean;
  /** `[profile.*]`, over those of the manifest. */
  readonly profiles: Readonly<Record<string, unknown>>;
  /** Triples that a linker is configured for. */
  readonly linkers: readonly string[];
  /**
   * Configuration of cross, which it looks for there:
   * https://github.com/cross-rs/cross/blob/main/docs/config_file.md
   */
  readonly crossFile?: string;
  /** Folders that `[patch]` puts in place of packages, with the names it gives these. */
  readonly patches: readonly { readonly name: string; readonly directory: string }[];
  /**
   * Configuration files from the workspace root of the crates up to the repository's root, what they include,
   * and files that they name: linkers, runners of tests, linker scripts, specifications of targets.
   */
  readonly files: readonly string[];
}

/** Merges the files from the repository's root down to `directory`; the nearest wins. */
export function readConfig(directory: string, tree: Tree): CargoConfig {
  const sources = ancestors(directory).flatMap((parent) =>
    ['.cargo/config', '.cargo/config.toml']
      .map((name) => join(parent, name))
      .filter((file) => isThere(file, tree))
      .flatMap((file) => withIncluded(file, tree)),
  );
  let targetDirectory: string | undefined;
  let triple: string | undefined;
  const profiles = new Map<string, unknown>();
  const linkers = new Set<string>();
  const crossFile = join(directory, 'Cross.toml');
  for (const { file, toml } of sources) {
    const { build, profile, target } = toml;
    for (const [name, { linker }] of Object.entries(target ?? {}))
      if (linker !== undefined) linkers.add(name);
    for (const [name, table] of Object.entries(profile ?? {}))
      if (!profiles.has(name)) profiles.set(name, table);
    targetDirectory ??= placed(build?.['target-dir'], file);
    triple ??= singleTriple(build?.target);
  }
  const inRepository = targetDirectory !== undefined && !leavesWorkspace(targetDirectory);
  const files = sources.map(({ file }) => file);
  return compact({
    targetDirectory: inRepository && targetDirectory ? targetDirectory : join(directory, 'target'),
    triple,
    native: files.some((file) => /\btarget-cpu\s*=\s*native\b/.test(tree.read(file) ?? '')),
    profiles: Object.fromEntries(profiles),
    linkers: [...linkers],
    ...(tree.has(crossFile) ? { crossFile } : {}),
    patches: sources.flatMap(({ file, toml }) => patchesIn(toml, file)),
    files: [
      ...new Set([
        ...files,
        ...sources.flatMap(({ file, toml }) => filesNamedIn(toml, file, directory, tree)),
      ]),
    ],
  });
}

/** Also where git ignores it: cargo does not ask git. */
function isThere(file: string, tree: Tree): boolean {
  return tree.has(file) || tree.read(file) !== undefined;
}

interface ConfigFile {
  readonly file: string;
  readonly toml: ConfigToml;
}

/**
 * A file wins over what it includes, and of that the last. NB each file once, where it comes first: ten files
 * may include ten more each, and so on.
 * https://doc.rust-lang.org/cargo/reference/config.html#including-extra-configuration-files
 */
function withIncluded(first: string, tree: Tree): ConfigFile[] {
  const found = new Map<string, ConfigFile>();
  const waiting = [first];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file) || !isThere(file, tree)) continue;
    const toml = readToml(file, tree);
    found.set(file, { file, toml });
    for (const path of includesOf(toml)) waiting.push(join(dirname(file), path));
  }
  return [...found.values()];
}

function includesOf({ include }: ConfigToml): string[] {
  return [include]
    .flat()
    .map((one) => (typeof one === 'string' ? one : (one as { path?: unknown } | undefined)?.path))
    .filter((path) => typeof path === 'string');
}

function patchesIn({ patch }: ConfigToml, file: string): CargoConfig['patches'] {
  return Object.values(patch ?? {})
    .flatMap(dependencyTable)
    .flatMap(({ name, path }) => {
      const directory = placed(path, file);
      return directory === undefined ? [] : [{ name, directory }];
    });
}

/** Not the text of a shortcut, nor where packages come from. */
const NAMES_NO_INPUT = ['alias', 'include', 'patch', 'paths', 'source'];

/**
 * `linker = "tools/ld.sh"`, `"-Clink-arg=-Tmemory.x"`: seen from the parent of `.cargo`, or from where rustc
 * runs.
 */
function filesNamedIn(toml: ConfigToml, file: string, directory: string, tree: Tree): string[] {
  const bases = [join(dirname(file), '..'), directory];
  const texts = Object.entries(toml).flatMap(([key, value]) =>
    NAMES_NO_INPUT.includes(key) ? [] : stringsIn(value),
  );
  const words = new Set(texts.flatMap((text) => text.split(/[\s=,]+/)));
  const tokens = [...words].filter((token) => token.length < LONGEST && !isAbsolute(token));
  return tokens.flatMap((token) =>
    [token, token.replace(/^(?:-\w|@)/, '')]
      .flatMap((path) => bases.map((base) => join(base, path)))
      .filter((path) => tree.has(path)),
  );
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** No system has longer paths. */
const LONGEST = 4_096;

/** Relative paths in a configuration are relative to the parent of `.cargo`. */
function placed(directory: string | undefined, file: string): string | undefined {
  if (directory === undefined || directory.length > LONGEST) return undefined;
  return isAbsolute(directory) ? directory : join(dirname(file), '..', directory);
}

/** Every crate may be a workspace below the same configuration. */
const read = new WeakMap<Tree, Map<string, ConfigToml>>();

/** A broken configuration is cargo's to report, when it runs. */
function readToml(file: string, tree: Tree): ConfigToml {
  const known = read.get(tree) ?? new Map<string, ConfigToml>();
  read.set(tree, known);
  const toml = known.get(file) ?? parsed(file, tree);
  known.set(file, toml);
  return toml;
}

function parsed(file: string, tree: Tree): ConfigToml {
  const text = tree.read(file) ?? '';
  try {
    return parseToml({ path: file, text }, configToml);
  } catch {
    return {};
  }
}

function singleTriple(target: unknown): string | undefined {
  const [first, ...others] = Array.isArray(target) ? target : [target];
  if (typeof first !== 'string' || others.length > 0) return undefined;
  return first.endsWith('.json') ? first.slice(first.lastIndexOf('/') + 1, -5) : first;
}
