/** Everything a main package links, or a module's tests compile, package by package. */
import type { Package, PackageOnPlatform } from './package.js';
import type { GoPlatform } from './platforms.js';
import type { Visible } from './visible.js';

/**
 * The packages and all that they import, in the view of one main module. Imports of tests count for the given
 * packages only: Go never compiles a dependency's tests.
 */
export function closureOf(
  packages: readonly Package[],
  visible: Visible,
  { tests, platform }: { readonly tests: boolean; readonly platform?: GoPlatform | undefined },
): Set<Package> {
  const closure = new Set<Package>(packages);
  for (const each of tests ? packages : [])
    for (const found of testDependencies(each.on(platform), visible)) closure.add(found);
  // A set grows while it is walked.
  for (const each of closure) for (const found of visible.dependencies(each.on(platform))) closure.add(found);
  return closure;
}

function testDependencies(
  { testImports, externalTestImports }: PackageOnPlatform,
  visible: Visible,
): Package[] {
  return [...testImports, ...externalTestImports].flatMap((path) => visible.resolve(path) ?? []);
}
