/**
 * What a task's packages need besides their own files: modules of other people, and packages that are not
 * there.
 */
import type { Package } from './package.js';
import type { GoPlatform } from './platforms.js';
import type { Visible } from './visible.js';

export interface Needs {
  /** Roots of the modules that the packages belong to. */
  readonly modules: readonly string[];
  /**
   * Imports a package that the repository does not have: its version is chosen over the whole module graph.
   */
  readonly thirdParty: boolean;
  /** A module outside the repository that may be among them. */
  readonly outside: string | undefined;
  /**
   * Directories of packages of the repository's own modules that are imported and not there: something has
   * yet to make them.
   */
  readonly absent: readonly string[];
  /** Import paths of packages that are compiled from vendor/. */
  readonly vendored: readonly string[];
}

/** @param own those whose tests are compiled too */
export function needsOf(
  packages: ReadonlySet<Package>,
  own: readonly Package[],
  visible: Visible,
  platform: GoPlatform | undefined,
): Needs {
  const imports = new Set([...packages].flatMap((found) => found.on(platform).imports));
  for (const { testImports, externalTestImports } of own.map((found) => found.on(platform)))
    for (const path of [...testImports, ...externalTestImports]) imports.add(path);
  const foreign = [...imports]
    .filter((path) => path !== 'C' && visible.resolve(path) === undefined)
    .map(visible.foreign);
  const others = foreign.some(({ is }) => is !== 'standard');
  const vendored = [...packages].flatMap(({ vendored: path }) => path ?? []);
  return {
    modules: [
      ...new Set([...packages].flatMap(({ module, vendored: path }) => (path === undefined ? module : []))),
    ].sort(),
    thirdParty: foreign.some(({ is }) => is === 'third-party'),
    outside: others ? visible.outside[0] : undefined,
    absent: foreign.flatMap((one) => (one.is === 'absent' ? one.directory : [])).sort(),
    vendored: vendored.sort(),
  };
}
