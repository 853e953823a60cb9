/** One package directory, as the union of all builds sees it. */
import { isInside, join } from '../../model/paths.js';
import type { Scope } from '../../model/project.js';
import { endingIn, type Tree } from '../../model/tree.js';
import { fileConstraint, platformsFor, type Union } from './constraints.js';
import { nativeReads } from './native.js';
import { once } from './once.js';
import {
  COMPILED,
  childOf,
  type GoFile,
  goFiles,
  isTest,
  NATIVE,
  type Sources,
  sourcesOf,
} from './packages.js';
import type { GoPlatform } from './platforms.js';

export interface Package {
  readonly directory: string;
  /** The module whose go.mod governs it. */
  readonly module: string;
  /** Files that some build takes without tags that nobody sets: what the graph is made of. */
  readonly sources: Sources;
  /**
   * Files that a build for the platform takes with any tags at all, which is what cache keys are made of;
   * without a platform, for any.
   */
  on(platform?: GoPlatform): PackageOnPlatform;
  /** Whether a build for the platform finds anything in it, with the tags that are set. */
  has(what: 'files' | 'code' | 'tests', platform?: GoPlatform): boolean;
  /** The first of its files that imports a package. */
  importer(path: string): string;
  readonly isMain: boolean;
  /** Platforms that the main package can be built for; undefined for all. */
  readonly platforms: readonly GoPlatform[] | undefined;
  readonly embeds: readonly Embed[];
  /** Uses cgo, or has assembly, C or objects beside it: any file of the directory may be compiled in. */
  readonly isNative: boolean;
  /** What such files take from other directories, as paths. */
  readonly native: readonly string[];
  /** Files and folders that its tests name. */
  readonly testData: readonly string[];
  readonly generates: boolean;
  /** Its import path, where it is a copy in vendor/. */
  readonly vendored?: string;
  /** Names of the files of the directory that are compiled, or may be, though Nx does not list them. */
  readonly unlisted: readonly string[];
}

/** A package as builds for one platform see it. The same object where they see the same. */
export interface PackageOnPlatform extends Sources {
  /** Names of its files that no such build compiles. */
  readonly elsewhere: readonly string[];
}

export interface Embed {
  readonly pattern: string;
  readonly scope: Scope;
  /** The file that says so. */
  readonly source: string;
}

export function readPackage(
  directory: string,
  module: string,
  { release, tags }: Pick<Union, 'release' | 'tags'>,
  tree: Tree,
): Package | undefined {
  const files = goFiles(directory, tree);
  const takenBy = (union: Union) =>
    files.filter(({ constraint }) => platformsFor(constraint, union)?.length !== 0);
  const graph = { release, tags, anyTag: false };
  const taken = takenBy(graph);
  const possible = takenBy({ ...graph, anyTag: true });
  if (possible.length === 0) return undefined;
  const sources = sourcesOf(taken);
  const isMain = sources.name === 'main';
  const unlisted = tree.unlisted(directory, COMPILED);
  const copies = join(module, 'vendor');
  const natives = [
    ...possible.filter(({ header }) => header.imports.includes('C')).map(({ name }) => name),
    ...endingIn(NATIVE, [...tree.list(directory).files, ...unlisted]),
  ];
  return {
    directory,
    module,
    sources,
    on: seenOn(possible, directory, { ...graph, anyTag: true }, tree),
    has: (what, platform) =>
      taken.some(
        ({ name, constraint }) =>
          (what === 'files' || isTest(name) === (what === 'tests')) &&
          isFor(platform, platformsFor(constraint, graph)),
      ),
    importer: (path) =>
      childOf(directory, taken.find(({ header }) => header.imports.includes(path))?.name ?? ''),
    isMain,
    platforms: isMain ? commonPlatforms(taken, graph) : undefined,
    embeds: possible.flatMap((file) => embedsOf(directory, file)),
    isNative: natives.length > 0,
    native: natives.length === 0 ? [] : nativeReads(directory, natives, tree),
    testData: [...new Set(possible.flatMap(({ testData }) => testData))],
    generates: files.some(({ header }) => header.generates),
    ...(isInside(directory, copies) && directory !== copies
      ? { vendored: directory.slice(copies.length + 1) }
      : {}),
    unlisted: unlisted.filter((name) => !/^[._]/.test(name)),
  };
}

function isFor(platform: GoPlatform | undefined, platforms: readonly GoPlatform[] | undefined): boolean {
  return platform === undefined || platforms === undefined || platforms.includes(platform);
}

/** Assembly too is left out by its name. https://pkg.go.dev/cmd/go#hdr-Build_constraints */
const ASSEMBLY = ['.s', '.S', '.sx', '.syso'];

function seenOn(files: readonly GoFile[], directory: string, union: Union, tree: Tree): Package['on'] {
  const limited = [
    ...files,
    ...endingIn(ASSEMBLY, tree.list(directory).files).map((name) => ({
      name,
      constraint: fileConstraint(name, undefined),
    })),
  ].filter(({ constraint }) => platformsFor(constraint, union) !== undefined);
  const seen = new Map<string, PackageOnPlatform>();
  return (platform) => {
    const elsewhere = limited
      .filter(({ constraint }) => !isFor(platform, platformsFor(constraint, union)))
      .map(({ name }) => name);
    return once(seen, elsewhere.join(), () => ({
      ...sourcesOf(files.filter(({ name }) => !elsewhere.includes(name))),
      elsewhere,
    }));
  };
}

function embedsOf(directory: string, { name, header }: GoFile): Embed[] {
  const scope = isTest(name) ? 'development' : 'production';
  return header.embeds.map((pattern) => ({ pattern, scope, source: join(directory, name) }));
}

/** Platforms on which at least one file that is no test is left. */
function commonPlatforms(files: readonly GoFile[], union: Union): readonly GoPlatform[] | undefined {
  const platforms: GoPlatform[] = [];
  for (const { name, constraint } of files) {
    if (isTest(name)) continue;
    const some = platformsFor(constraint, union);
    if (some === undefined) return undefined;
    platforms.push(...some);
  }
  return [...new Set(platforms)];
}
