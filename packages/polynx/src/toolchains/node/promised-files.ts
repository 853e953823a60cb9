import { join, leavesWorkspace } from '../../model/paths.js';
import type { PackageFields } from './package-json.js';

/**
 * The files that a package promises: what `main`, `module`, `types`, `bin` and `exports` name. A build that
 * does not leave all of them behind is not understood.
 */
export function promisedFiles(root: string, fields: PackageFields): string[] {
  const { main, module, types, typings, bin } = fields;
  const bins = typeof bin === 'string' ? [bin] : Object.values(bin ?? {});
  const named = [main, module, types, typings, ...bins, ...targets(fields['exports'], 0)];
  return [
    ...new Set(
      named
        .filter((path): path is string => typeof path === 'string' && !path.includes('*') && path !== '')
        .map((path) => join(root, path))
        .filter((path) => path !== root && !leavesWorkspace(path)),
    ),
  ];
}

/** https://nodejs.org/api/packages.html#exports: strings, conditions and fallbacks, however deep. */
function targets(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [value] : [];
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  return Object.values(value).flatMap((inner) => targets(inner, depth + 1));
}
