/**
 * Cargo.lock with new versions of crates of the repository, as text: cargo writes it always in one form,
 * and what cargo would write is the same lock with other numbers.
 */

/** Versions by name of the crate: the one that the lock has, and the new one. */
export type Moves = ReadonlyMap<string, { readonly from: string; readonly to: string }>;

interface Stanza {
  readonly start: number;
  end: number;
  name: string;
  version: string;
  hasSource: boolean;
}

/**
 * @param isOwn the lock of the crates' own workspace: a crate that is there once is meant, whatever
 * version the   lock has of it
 */
export function lockWithVersions(text: string, moves: Moves, isOwn: boolean): string {
  const lines = text.split('\n');
  const stanzas = stanzasOf(lines);
  const moved = stanzas.filter((stanza) => isMoved(stanza, stanzas, moves, isOwn));
  if (moved.length === 0) return text;
  const renamed = new Map<string, string>();
  for (const { name, version, start, end } of moved) {
    const to = moves.get(name)?.to ?? version;
    renamed.set(`${name} ${version}`, `${name} ${to}`);
    const line = lines.slice(start, end).findIndex((one) => one.startsWith('version = '));
    const at = start + line;
    lines[at] = (lines[at] ?? '').replace(`"${version}"`, `"${to}"`);
  }
  return lines.map((line) => withName(line, renamed)).join('\n');
}

/**
 * ` "name 1.0.0",` in a list of dependencies: the version stands there where the name alone is not enough.
 */
function withName(line: string, renamed: ReadonlyMap<string, string>): string {
  if (!line.startsWith(' "')) return line;
  const end = line.lastIndexOf('"');
  const to = renamed.get(line.slice(2, end));
  return to === undefined ? line : ` "${to}${line.slice(end)}`;
}

function stanzasOf(lines: readonly string[]): Stanza[] {
  const found: Stanza[] = [];
  let current: Stanza | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('[')) {
      current = undefined;
      if (!line.startsWith('[[package]]')) continue;
      current = { start: index, end: index, name: '', version: '', hasSource: false };
      found.push(current);
    }
    if (current === undefined) continue;
    current.end = index + 1;
    if (line.startsWith('name = ')) current.name = quoted(line);
    else if (line.startsWith('version = ')) current.version = quoted(line);
    else if (line.startsWith('source = ')) current.hasSource = true;
  }
  return found;
}

function quoted(line: string): string {
  const from = line.indexOf('"') + 1;
  return line.slice(from, line.indexOf('"', from));
}

/** NB a crate of a registry may have the same name, and so may one of another workspace. */
function isMoved(stanza: Stanza, stanzas: readonly Stanza[], moves: Moves, isOwn: boolean): boolean {
  const move = moves.get(stanza.name);
  if (move === undefined || stanza.hasSource) return false;
  if (stanza.version === move.from) return true;
  return isOwn && stanzas.filter(({ name, hasSource }) => name === stanza.name && !hasSource).length === 1;
}
