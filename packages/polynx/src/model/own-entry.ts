/** NB names come from manifests: a project or a program called `constructor` must not find Object's own. */
export function ownEntry<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
