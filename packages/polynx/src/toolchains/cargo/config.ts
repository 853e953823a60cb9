import * as z from 'zod/mini';
import { ancestors, isAbsolute, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { parseToml } from '../shared/toml.js';

/** `.cargo/config.toml`: https://doc.rust-lang.org/cargo/reference/config.html */
const configToml = z.looseObject({
  target: z.optional(z.record(z.string(), z.looseObject({ linker: z.optional(z.string()) }))),
  build: z.optional(z.looseObject({ 'target-dir': z.optional(z.string()), target: z.optional(z.unknown()) })),
  profile: z.optional(z.record(z.string(), z.unknown())),
});

type ConfigToml = z.infer<typeof configToml>;

export interface CargoConfig {
  /** Where cargo puts artifacts, workspace-relative. A folder outside the repository is left to cargo's default. */
  readonly targetDirectory: string;
  /** The triple every build is for, when the configuration sets exactly one. */
  readonly triple?: string;
  /** Whether the compiler is told to use all that the processor can do. */
  readonly native: boolean;
  /** `[profile.*]`, over those of the manifest. */
  readonly profiles: Readonly<Record<string, unknown>>;
  /** Triples that a linker is configured for. */
  readonly linkers: readonly string[];
  /** Configuration of cross, which it looks for there: https://github.com/cross-rs/cross/blob/main/docs/config_file.md */
  readonly crossFile?: string;
  /** Configuration files from the workspace root of the crates up to the repository's root. */
  readonly files: readonly string[];
}

/** Merges the files from the repository's root down to `directory`; the nearest wins. */
export function readConfig(directory: string, tree: Tree): CargoConfig {
  const files = ancestors(directory).flatMap((parent) =>
    ['.cargo/config', '.cargo/config.toml']
      .map((name) => join(parent, name))
      .filter((file) => tree.has(file)),
  );
  let targetDirectory: string | undefined;
  let triple: string | undefined;
  const profiles = new Map<string, unknown>();
  const linkers = new Set<string>();
  const crossFile = join(directory, 'Cross.toml');
  for (const file of files) {
    const { build, profile, target } = readToml(file, tree);
    for (const [name, { linker }] of Object.entries(target ?? {}))
      if (linker !== undefined) linkers.add(name);
    for (const [name, table] of Object.entries(profile ?? {}))
      if (!profiles.has(name)) profiles.set(name, table);
    // Relative paths in a configuration are relative to the parent of `.cargo`.
    targetDirectory ??= placed(build?.['target-dir'], file);
    triple ??= singleTriple(build?.target);
  }
  const inRepository = targetDirectory !== undefined && !leavesWorkspace(targetDirectory);
  return {
    targetDirectory: inRepository && targetDirectory ? targetDirectory : join(directory, 'target'),
    ...(triple === undefined ? {} : { triple }),
    native: files.some((file) => /\btarget-cpu\s*=\s*native\b/.test(tree.read(file) ?? '')),
    profiles: Object.fromEntries(profiles),
    linkers: [...linkers],
    ...(tree.has(crossFile) ? { crossFile } : {}),
    files,
  };
}

function placed(directory: string | undefined, file: string): string | undefined {
  if (directory === undefined) return undefined;
  return isAbsolute(directory) ? directory : join(file, '../..', directory);
}

/** A broken configuration is cargo's to report, when it runs. */
function readToml(file: string, tree: Tree): ConfigToml {
  try {
    return parseToml({ path: file, text: tree.read(file) ?? '' }, configToml);
  } catch {
    return {};
  }
}

function singleTriple(target: unknown): string | undefined {
  const [first, ...others] = Array.isArray(target) ? target : [target];
  if (typeof first !== 'string' || others.length > 0) return undefined;
  return first.endsWith('.json') ? first.slice(first.lastIndexOf('/') + 1, -5) : first;
}
