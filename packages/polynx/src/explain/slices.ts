/**
 * Two slices of a lock or a workspace manifest as sentences: `itoa 1.0.0 -> 1.0.1`. They are lines of words,
 * or JSON.
 */

export function changesBetween(before: string, after: string): string[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [a, b] = [only(old.get(name), now.get(name)), only(now.get(name), old.get(name))];
    if (a.length + b.length === 0) return [];
    const [from, to] = [shown(a), shown(b)];
    if (from === to) return `${name} ${from} has other contents`;
    if (b.length === 0) return `${name} ${from} removed`;
    return a.length === 0 ? `${name} ${to} added` : `${name} ${from} -> ${to}`;
  });
}

/** What is said of each name. A fact is a value, or a version with its checksum. */
type Facts = ReadonlyMap<string, readonly string[]>;

function factsOf(text: string): Facts {
  const facts = new Map<string, string[]>();
  const add = (name: string, value: string) => facts.set(name, [...(facts.get(name) ?? []), value]);
  const addLine = (line: string) => {
    if (line.trim() === '') return;
    const [first = '', ...rest] = line.split(' ');
    const at = first.lastIndexOf('@');
    // `npm:chalk@5.3.0 <integrity>` of deno.lock; elsewhere the version is a word of its own.
    if (at > first.indexOf(':') + 1) add(first.slice(0, at), [first.slice(at + 1), ...rest].join(' '));
    else add(first, rest.join(' '));
  };
  const flatten = (value: unknown, name: string): void => {
    if (typeof value === 'string' && value.includes('\n'))
      for (const line of value.split('\n')) addLine(line);
    else if (typeof value === 'string' && / \S{20,}$/.test(value)) addLine(value);
    else if (typeof value !== 'object' || value === null) add(name, JSON.stringify(value));
    else
      for (const [key, inner] of Object.entries(value))
        flatten(inner, /^\d+$/.test(key) ? name : name === '' ? key : `${name}.${key}`);
  };
  for (const line of text.split('\n')) {
    const value = /^[[{]/.test(line) ? parsed(line) : undefined;
    if (value === undefined) addLine(line);
    else flatten(value, '');
  }
  return facts;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function only(some: readonly string[] = [], others: readonly string[] = []): string[] {
  return some.filter((one) => !others.includes(one));
}

/** Versions alone: what follows are sources and checksums. */
function shown(values: readonly string[]): string {
  return [...new Set(values.map((value) => (value.split(' ')[0] ?? '').replace(/\/go\.mod$/, '')))]
    .sort()
    .join(', ');
}
