/**
 * Whether a member's version is one that a `jsr:` range asks for; else Deno takes the published package and
 * there is no edge.
 * https://github.com/npm/node-semver#ranges
 */
import satisfiesRange from 'semver/functions/satisfies.js';
import valid from 'semver/functions/valid.js';

export function satisfies(version: string, range: string): boolean {
  return valid(version) === null || satisfiesRange(version, range);
}
