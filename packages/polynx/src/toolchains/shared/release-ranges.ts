/** Requirements of versions that a release rewrites. */

/** `>= 1.2` to `>=`; nothing where the requirement has several parts, and for a star. */
export function operatorOf(requirement: string): string {
  const text = requirement.trim();
  const operator = ['>=', '^', '~', '='].find((one) => text.startsWith(one)) ?? '';
  return /[\s,|]/.test(text.slice(operator.length).trim()) ? '' : operator;
}

/** The requirement for a new version: with the prefix, else with the operator that it had. */
export function requirementFor(
  before: string,
  { version, prefix }: { readonly version: string; readonly prefix?: string },
): string {
  return `${prefix ?? operatorOf(before)}${version}`;
}

/** Several edits one after the other, each on what the ones before it have left. */
export function editTexts(
  read: (path: string) => string | undefined,
  edits: Iterable<readonly [path: string, edit: (text: string) => string]>,
): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [path, edit] of edits) {
    const before = Object.hasOwn(changed, path) ? changed[path] : read(path);
    if (before === undefined) continue;
    const after = edit(before);
    if (after !== before) changed[path] = after;
  }
  return changed;
}
