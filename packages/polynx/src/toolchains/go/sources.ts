/** Packages to the globs, reads and roots that decide a task. */
import { everythingIn, except, type Glob, only } from '../../model/globs.js';
import { dirname, isInside } from '../../model/paths.js';
import type { Read, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import { type Embedded, embedded, embedGlobs, embedReads } from './embed.js';
import { type Needs, needsOf } from './needs.js';
import type { Package } from './package.js';
import { childOf, isTest } from './packages.js';
import type { GoPlatform } from './platforms.js';
import type { Settings } from './settings.js';
import { vettedIn } from './vetted.js';
import type { Visible } from './visible.js';

export interface TaskSources {
  readonly files: readonly Glob[];
  /** Globs of what is compiled although Nx does not list it. */
  readonly ignored: readonly Glob[];
  readonly needs: Needs;
  /** Roots of the projects that own a package of it. */
  readonly closure: readonly string[];
  /** What its packages embed. Exact where the reads of whole projects would be too many. */
  readonly reads: readonly Read[];
  /** What vet reads of files for other platforms. */
  readonly vetted?: Settings;
}

/** How packages are seen from a module. */
export interface View {
  readonly visible: Visible;
  /** Root of the project that a package belongs to. */
  ownerOf(found: Package): string;
  readonly tree: Tree;
  readonly platform: GoPlatform | undefined;
}

/** Files for other platforms, as long as nothing embeds them. */
function elsewhere(
  packages: readonly Package[],
  embeds: readonly Embedded[],
  platform: GoPlatform | undefined,
): string[] {
  return packages
    .filter(({ directory }) => !embeds.some((embed) => mayTakeTests(embed, directory)))
    .flatMap((found) => found.on(platform).elsewhere.map((name) => childOf(found.directory, name)));
}

/** What a build of these packages compiles: everything but tests. */
export function buildSources(packages: ReadonlySet<Package>, view: View): TaskSources {
  const { visible, ownerOf, tree, platform } = view;
  const needs = needsOf(packages, [], visible, platform);
  const embeds = [...packages].flatMap((found) => embedPaths(found, 'production'));
  const withTests = [...packages].map(({ directory }) => directory);
  return {
    files: [
      ...packageGlobs([...packages]),
      ...profiles([...packages], tree),
      ...new Set(embeds.flatMap((embed) => embedGlobs(embed, tree))),
      ...except([
        ...everythingIn(withoutEmbeddedTests(withTests, embeds), '*_test.go'),
        ...only(elsewhere([...packages], embeds, platform)),
      ]),
    ],
    ignored: ignoredBy([...packages], needs, false),
    needs,
    closure: [...new Set([...packages].map(ownerOf))].sort(),
    reads: readsOf([...packages], ['production'], tree),
  };
}

/** Tests of generators and linters look at the sources around them, also at those for other systems. */
function readSources(own: readonly Package[]): boolean {
  return own.some((found) => {
    const { testImports, externalTestImports } = found.on();
    return [...testImports, ...externalTestImports].some((path) =>
      /^(?:go|golang\.org\/x\/tools)\//.test(path),
    );
  });
}

/** Exact where the files are known; a package that is not there yet is looked for when Nx hashes. */
function ignoredBy(packages: readonly Package[], { absent }: Needs, tests: boolean): Glob[] {
  const files = packages.flatMap(({ directory, unlisted }) =>
    unlisted.filter((name) => tests || !isTest(name)).map((name) => childOf(directory, name)),
  );
  const directories = absent.filter((directory) => directory !== '.');
  return [...only(files), ...everythingIn(directories, '*.go')];
}

/** What a look at `own` sees, its tests included, and of its dependencies what a build compiles. */
export function checkSources(
  own: readonly Package[],
  packages: ReadonlySet<Package>,
  view: View,
): TaskSources {
  const { visible, ownerOf, tree, platform } = view;
  const needs = needsOf(packages, own, visible, platform);
  const others = new Set(packages);
  for (const found of own) others.delete(found);
  const dependencies = buildSources(others, view);
  const embeds = own.flatMap((found) => [
    ...embedPaths(found, 'production'),
    ...embedPaths(found, 'development'),
  ]);
  const passedOver = readSources(own) ? [] : elsewhere(own, embeds, platform);
  return {
    files: [
      ...packageGlobs(own),
      ...new Set(embeds.flatMap((embed) => embedGlobs(embed, tree))),
      ...dependencies.files,
      ...except(only(passedOver)),
    ],
    ignored: [...ignoredBy(own, needs, true), ...dependencies.ignored],
    needs,
    closure: [...new Set([...own.map(ownerOf), ...dependencies.closure])].sort(),
    reads: [...readsOf(own, ['production', 'development'], tree), ...dependencies.reads],
    ...(passedOver.length === 0 ? {} : { vetted: vettedIn(passedOver, tree) }),
  };
}

/**
 * Tests also open files: every file beside their code counts, `testdata`, and what they spell out. What they
 * compute has to be named in the target's inputs.
 */
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

/**
 * What the core must find an owner for: everything embedded or compiled in but tracked files right beside the
 * code.
 */
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
