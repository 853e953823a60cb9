import { ancestors } from '../model/paths.js';

/**
 * The project a file or directory belongs to: the one with the innermost root around it, as Nx decides it
 * too.
 */
export function ownerOf(path: string, roots: { has(root: string): boolean }): string | undefined {
  return ancestors(path).find((directory) => roots.has(directory));
}
