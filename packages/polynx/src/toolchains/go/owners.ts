import { ancestors } from '../../model/paths.js';
import type { Modules } from './modules.js';
import { once } from './once.js';
import type { Package } from './package.js';

/** Files belong to the innermost project, as Nx has it: a main package also owns what lies below it. */
export function ownership(modules: Modules): (found: Package) => string {
  const mains = new Map<string, ReadonlySet<string>>();
  const owners = new Map<Package, string>();
  const mainsOf = (module: string) =>
    once(mains, module, () => {
      const packages = modules.at(module)?.packages ?? [];
      return new Set(packages.filter(({ isMain }) => isMain).map(({ directory }) => directory));
    });
  return (found) =>
    once(owners, found, () => {
      const known = mainsOf(found.module);
      return ancestors(found.directory).find((parent) => parent === found.module || known.has(parent)) ?? '.';
    });
}
