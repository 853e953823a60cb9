/** Packages to the globs, reads and roots that decide a task. */
import { EVERYTHING, everythingIn, except, type Glob, only } from '../../model/globs.js';
import { dirname, isInside } from '../../model/paths.js';
import type { Read, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import { type Embedded, embedded, embedGlobs } from './embed.js';
import type { Package } from './package.js';

export interface TaskSources {
  readonly files: readonly Glob[];
  /** Roots of the projects that own a package of it. */
  readonly closure: readonly string[];
  /** What its packages embed. Exact where the reads of whole projects would be too many. */
  readonly reads: readonly Read[];
}

/** What a build of these packages compiles: everything but tests. */
export function buildSources(
  packages: ReadonlySet<Package>,
  ownerOf: (found: Package) => string,
  tree: Tree,
): TaskSources {
  const embeds = [...packages].flatMap((found) => embedPaths(found, 'production'));
  const withTests = [...packages].map(({ directory }) => directory);
  return {
    files: [
      ...packageGlobs([...packages]),
      ...profiles([...packages], tree),
      ...new Set(embeds.flatMap((path) => embedGlobs(path, tree))),
      ...except(everythingIn(withoutEmbeddedTests(withTests, embeds), '*_test.go')),
    ],
    closure: [...new Set([...packages].map(ownerOf))].sort(),
    reads: readsOf([...packages], ['production'], tree),
  };
}

/** What a look at `own` sees, its tests included, and of its dependencies what a build compiles. */
export function checkSources(
  own: readonly Package[],
  packages: ReadonlySet<Package>,
  ownerOf: (found: Package) => string,
  tree: Tree,
): TaskSources {
  const others = new Set(packages);
  for (const found of own) others.delete(found);
  const dependencies = buildSources(others, ownerOf, tree);
  const embeds = own.flatMap((found) => [
    ...embedPaths(found, 'production'),
    ...embedPaths(found, 'development'),
  ]);
  return {
    files: [
      ...packageGlobs(own),
      ...new Set(embeds.flatMap((path) => embedGlobs(path, tree))),
      ...dependencies.files,
    ],
    closure: [...new Set([...own.map(ownerOf), ...dependencies.closure])].sort(),
    reads: [...readsOf(own, ['production', 'development'], tree), ...dependencies.reads],
  };
}

/** Tests also open files: every file beside their code counts, `testdata`, and what they spell out. What they compute has to be named in the target's inputs. */
export function testFiles(own: readonly Package[], tree: Tree): Glob[] {
  // In the repository's root lie everybody's files: only the code is the package's.
  const directories = own.map(({ directory }) => directory).filter((directory) => directory !== '.');
  return [
    ...everythingIn(directories, '*'),
    ...everythingIn([
      ...new Set(
        own.flatMap(({ directory, testData }) => [
          ...testdata(directory, tree),
          ...testData.filter(tree.hasDirectory),
        ]),
      ),
    ]),
    ...only(own.flatMap(({ testData }) => testData.filter(tree.has))),
  ];
}

/** Go code alone needs only `*.go`; beside cgo and assembly any file may be included by another. */
export function packageGlobs(packages: readonly Package[]): Glob[] {
  const directories = (native: boolean) =>
    packages.filter(({ isNative }) => isNative === native).map(({ directory }) => directory);
  return [...everythingIn(directories(false), '*.go'), ...everythingIn(directories(true), '*')];
}

/** https://go.dev/doc/pgo */
function profiles(packages: readonly Package[], tree: Tree): Glob[] {
  return packages
    .filter(({ isMain, directory }) => isMain && tree.list(directory).files.includes('default.pgo'))
    .flatMap(({ directory }) => everythingIn([directory], 'default.pgo'));
}

function testdata(directory: string, tree: Tree): string[] {
  if (!tree.list(directory).directories.includes('testdata')) return [];
  return [directory === '.' ? 'testdata' : `${directory}/testdata`];
}

function embedPaths({ directory, embeds }: Package, wanted: Scope): Embedded[] {
  return embeds.flatMap(({ pattern, scope }) =>
    scope === wanted ? (embedded(directory, pattern) ?? []) : [],
  );
}

/** A negative glob takes away from all positives, so directories whose tests are embedded keep them. */
function withoutEmbeddedTests(directories: readonly string[], embeds: readonly Embedded[]): string[] {
  return directories.filter((directory) => !embeds.some((one) => mayTakeTests(one, directory)));
}

function mayTakeTests({ path, pattern }: Embedded, directory: string): boolean {
  if (pattern === undefined) return isInside(directory, path);
  return isInside(directory, path) && (directory !== path || /(\*|go)$/.test(pattern.text));
}

/** What the core must find an owner for: everything embedded or compiled in but tracked files right beside the code. */
export function readsOf(packages: readonly Package[], scopes: readonly Scope[], tree: Tree): Read[] {
  const reads = new Map<string, Read>();
  for (const { directory, embeds, native } of packages) {
    for (const path of scopes.includes('production') ? native : [])
      reads.set(`${path} production`, { path, scope: 'production', source: directory });
    for (const { pattern, scope, source } of embeds) {
      const found = embedded(directory, pattern);
      if (found === undefined || !scopes.includes(scope)) continue;
      if (dirname(found.path) === directory && tree.has(found.path)) continue;
      for (const read of embedReads(found, tree))
        reads.set(`${read.glob ?? read.path} ${scope}`, { ...read, scope, source });
    }
  }
  return [...reads.values()];
}

/** What is not there yet may become a file or a directory. */
function embedReads({ path, pattern }: Embedded, tree: Tree): Pick<Read, 'path' | 'glob'>[] {
  if (pattern !== undefined) return [{ path, glob: pattern.glob }];
  const isKnown = tree.has(path) || tree.hasDirectory(path);
  return isKnown ? [{ path }] : [{ path }, { path: `${path}${EVERYTHING}` }];
}
