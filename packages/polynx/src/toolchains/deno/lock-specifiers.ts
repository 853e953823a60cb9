/** deno.lock, where it says which specifiers each member has. */
import { parse } from 'jsonc-parser';
import { withValue } from '../shared/jsonc-edit.js';

/**
 * The lock after a member's import of `jsr:@scope/name` became one of that range. What the lock lists of
 * other members stays, and so does a lock that is written in another way.
 *
 * @param member directory as seen from the lock; undefined for the root
 */
export function withSpecifier(text: string, member: string | undefined, name: string, range: string): string {
  const path = ['workspace', ...(member === undefined ? [] : ['members', member]), 'dependencies'];
  const listed = path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    parse(text),
  );
  if (!Array.isArray(listed)) return text;
  return listed.reduce<string>(
    (changed, one, index) =>
      typeof one === 'string' && one.startsWith(`${name}@`)
        ? withValue(changed, [...path, index], `${name}@${shortened(range)}`)
        : changed,
    text,
  );
}

/**
 * As Deno writes a range that names all three numbers: `^1.0.0` as `1`, `~1.2.0` and `^0.2.0` as `1.2`,
 * `0.2`.
 */
export function shortened(range: string): string {
  const [, sign, major, minor, patch] = /^([\^~])(\d+)\.(\d+)\.(\d+)$/.exec(range) ?? [];
  if (major === undefined) return range;
  if (sign === '~' || (major === '0' && minor !== '0'))
    return patch === '0' ? `${major}.${minor}` : `~${major}.${minor}.${patch}`;
  return minor === '0' && patch === '0' && major !== '0' ? major : range;
}
