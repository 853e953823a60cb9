/** Everything a main package links, or a module's tests compile, package by package. */
import type { Package } from './package.js';
import type { Visible } from './visible.js';

/**
 * The packages and all that they import, in the view of one main module. Imports of tests count for the given packages only: Go never compiles a
 * dependency's tests.
 */
export function closureOf(packages: readonly Package[], visible: Visible, tests: boolean): Set<Package> {
  const closure = new Set<Package>(packages);
  if (tests)
    for (const each of packages) for (const found of testDependencies(each, visible)) closure.add(found);
  // A set grows while it is walked.
  for (const each of closure) for (const found of visible.dependencies(each)) closure.add(found);
  return closure;
}

function testDependencies({ possible }: Package, visible: Visible): Package[] {
  return [...possible.testImports, ...possible.externalTestImports].flatMap(
    (path) => visible.resolve(path) ?? [],
  );
}
