/** What the files of one project reach, by the kind of task that sees it. */
import { escapeGlob, everythingIn, type Glob } from '../../model/globs.js';
import { dirname, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { DenoJson } from './deno-json.js';
import { importsOf, resolveAll } from './file-graph.js';
import { isDevelopment } from './files.js';
import { isSource, parentPathScan } from './imports.js';
import type { DenoWorkspace } from './members.js';
import { isAbove } from './owners.js';

export interface Collected {
  /** Roots of other projects, with the file that imports something of them. */
  readonly dependencies: Map<string, string>;
  /** Files that belong to an enclosing project or to none, with the file that asks for them. */
  readonly reads: Map<string, string>;
  /** Own files that are no sources: JSON, text, wasm. */
  readonly assets: Set<string>;
  /** Globs of what other folders hold and sources spell out: workers, what tests open. */
  readonly opened: Set<Glob>;
  /** Directories of package.json members: Deno reads their files as they are. */
  readonly packages: Set<string>;
  /** Files outside the repository: Nx cannot see them change. */
  readonly outside: Set<string>;
  readonly externals: Set<string>;
  readonly rootEntries: Set<string>;
  /** Other members' test files: what uses them must not leave them out. */
  readonly foreignTests: Set<string>;
}

/** The project, and the world that its files are in. */
export interface CollectContext {
  readonly workspace: DenoWorkspace;
  readonly member: DenoJson;
  readonly tree: Tree;
  ownerOf(file: string): string | undefined;
}

export function collect(sources: readonly string[], around: CollectContext): Record<Scope, Collected> {
  const production = empty();
  const seen = new Set(sources.filter((file) => !isDevelopment(file)));
  walk(seen, new Set(), production, around);
  configured(production, around);
  const development = empty();
  const rest = new Set(sources.filter((file) => !seen.has(file)));
  walk(rest, seen, development, around);
  return { production, development };
}

function empty(): Collected {
  return {
    dependencies: new Map(),
    reads: new Map(),
    assets: new Set(),
    opened: new Set(),
    packages: new Set(),
    outside: new Set(),
    externals: new Set(),
    rootEntries: new Set(),
    foreignTests: new Set(),
  };
}

/**
 * Follows imports to every own file, and through files of the enclosing project: a member that reads
 * `../../tools/x.ts` gets that file and what it imports, not all of the root project.
 */
function walk(
  queue: Set<string>,
  done: ReadonlySet<string>,
  found: Collected,
  { workspace, member, tree, ownerOf }: CollectContext,
): void {
  const { directory } = member;
  for (const file of queue) {
    const { files, packages, externals, rootEntries } = importsOf(workspace, member, file, tree);
    for (const path of spelt(file, directory, files, tree)) found.opened.add(path);
    for (const target of files) {
      if (leavesWorkspace(target)) {
        found.outside.add(target);
        continue;
      }
      const owner = ownerOf(target);
      const exists = tree.has(target);
      if (owner !== directory && !isAbove(owner, directory)) {
        found.dependencies.set(owner ?? '', found.dependencies.get(owner ?? '') ?? file);
        if (isDevelopment(target)) found.foreignTests.add(target);
        continue;
      }
      if (!exists || !isInside(target, directory)) found.reads.set(target, file);
      else if (!isSource(target)) found.assets.add(target);
      if (exists && !done.has(target)) queue.add(target);
    }
    for (const root of packages) {
      found.dependencies.set(root, found.dependencies.get(root) ?? file);
      found.packages.add(root);
    }
    for (const specifier of externals) found.externals.add(specifier);
    for (const entry of rootEntries) found.rootEntries.add(entry);
  }
}

/**
 * `new URL("../x", import.meta.url)` is seen from the file, `Deno.readTextFile("../x")` from the member,
 * where tests run.
 */
function spelt(file: string, directory: string, imported: readonly string[], tree: Tree): Glob[] {
  const paths = isSource(file) ? (tree.scan(file, parentPathScan) ?? []) : [];
  return paths
    .flatMap((path) => [join(dirname(file), path), join(directory, path)])
    .filter((path) => !isInside(path, directory) && !imported.includes(path))
    .flatMap((path) => {
      if (tree.has(path)) return escapeGlob(path);
      return tree.hasDirectory(path) && !isInside(directory, path) ? everythingIn([path]) : [];
    });
}

/** `compilerOptions.types` holds for every file. */
function configured(found: Collected, { workspace, member, tree }: CollectContext): void {
  for (const { path, directory, json } of new Set([workspace.root, member])) {
    const types = json.compilerOptions?.types ?? [];
    const { files, externals, rootEntries } = resolveAll(workspace, path, types, tree);
    const map = join(directory, json.importMap ?? '.');
    if (leavesWorkspace(map)) found.outside.add(map);
    for (const file of files)
      if (!isInside(file, member.directory) || directory !== member.directory) found.reads.set(file, path);
    for (const specifier of externals) found.externals.add(specifier);
    for (const entry of rootEntries) found.rootEntries.add(entry);
  }
}
