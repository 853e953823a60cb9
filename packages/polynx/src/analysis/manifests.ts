import { ManifestError } from '../model/errors.js';
import { asManifestError } from '../model/failed-project.js';
import { basename } from '../model/paths.js';
import type { Tree } from '../model/tree.js';
import type { AnyToolchain, Manifests } from '../toolchains/toolchain.js';

/**
 * The manifests of one toolchain, each parsed at most once per text: the daemon asks again after every
 * change.
 */
export interface ReadManifests extends Manifests<unknown> {
  /** Those that may become projects, readable or not. */
  paths(): string[];
  /** The same, as if these could not be read either. */
  without(broken: ReadonlyMap<string, ManifestError>): ReadManifests;
}

export function readManifests(
  toolchain: AnyToolchain,
  files: readonly string[],
  tree: Tree,
  ignoreDirectories: readonly string[],
): ReadManifests {
  const isManifest = nameMatcher(toolchain.files.manifests);
  const isIgnored = ignoreMatcher(ignoreDirectories);
  const active = files.filter((file) => isManifest(file) && !isIgnored(file));
  const broken = new Map<string, ManifestError>();
  const parsed = new Map<string, unknown>();
  for (const path of active) {
    const result = parse(toolchain, path, tree);
    if (result instanceof ManifestError) broken.set(path, result);
    else if (result !== undefined) parsed.set(path, result);
  }
  const reached = new Map<string, unknown>();
  const get = (path: string): unknown => {
    if (parsed.has(path)) return parsed.get(path);
    if (!reached.has(path)) {
      const result = isManifest(path) && tree.has(path) ? parse(toolchain, path, tree) : undefined;
      reached.set(path, result instanceof ManifestError ? undefined : result);
    }
    return reached.get(path);
  };
  return without({ active, parsed, broken, get }, new Map());
}

interface ParsedManifests {
  readonly active: readonly string[];
  readonly parsed: ReadonlyMap<string, unknown>;
  readonly broken: ReadonlyMap<string, ManifestError>;
  get(path: string): unknown;
}

function without(found: ParsedManifests, broken: ReadonlyMap<string, ManifestError>): ReadManifests {
  const { active, parsed, get } = found;
  const kept = new Map([...parsed].filter(([path]) => !broken.has(path)));
  return {
    broken: new Map([...found.broken, ...broken]),
    paths: () => [...active],
    [Symbol.iterator]: () => kept[Symbol.iterator](),
    get: (path) => (broken.has(path) ? undefined : get(path)),
    without: (more) => without(found, more),
  };
}

/** The tree as toolchains see it, which know nothing of each other's manifests. */
export function markManifests(
  toolchains: readonly AnyToolchain[],
  files: readonly string[],
  tree: Tree,
  ignoreDirectories: readonly string[],
): Tree {
  const isManifest = nameMatcher(toolchains.flatMap(({ files: own }) => [...own.manifests, ...own.shared]));
  const isIgnored = ignoreMatcher(ignoreDirectories);
  return {
    ...tree,
    manifests: new Set(files.filter((file) => isManifest(file) && !isIgnored(file))),
  };
}

/** Globs of manifests are `**` + `/name`: a set of names is faster than matching. */
function nameMatcher(globs: readonly string[]): (path: string) => boolean {
  const names = new Set(globs.map(basename));
  return (path) => names.has(basename(path));
}

function ignoreMatcher(ignoreDirectories: readonly string[]): (path: string) => boolean {
  const names = new Set(ignoreDirectories);
  return (path) =>
    path
      .split('/')
      .slice(0, -1)
      .some((part) => names.has(part));
}

const memory = new Map<string, { readonly text: string; readonly result: unknown }>();

/**
 * NB the memory is keyed by content, never by "was here before": in the daemon this process lives for days.
 */
function parse(toolchain: AnyToolchain, path: string, tree: Tree): unknown {
  const text = readOrFail(path, tree);
  if (text === undefined || text instanceof ManifestError) return text;
  const key = `${toolchain.id}:${path}`;
  const known = memory.get(key);
  if (known?.text === text) return known.result;
  const result = attempt(toolchain, path, text);
  memory.set(key, { text, result });
  return result;
}

function readOrFail(path: string, tree: Tree): string | ManifestError | undefined {
  try {
    return tree.read(path);
  } catch (error) {
    return asManifestError(path, error);
  }
}

function attempt(toolchain: AnyToolchain, path: string, text: string): unknown {
  try {
    return toolchain.parse({ path, text });
  } catch (error) {
    if (error instanceof ManifestError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new ManifestError({ file: path, problem: `cannot be read: ${reason}` });
  }
}
