/**
 * One file of an archive. Whoever builds it, wherever and whenever: what is not here is not in the archive.
 */
export interface Entry {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable?: boolean;
  /** Permissions, where they are neither those of a program nor of a plain file. */
  readonly mode?: number;
}

/** What every entry of one archive has in common. */
export interface Stamp {
  /** Seconds since 1970, in place of the time at which a file was written. */
  readonly time: number;
}

/** The same order on every system, and the folders that hold something, each before its content. */
export function sorted(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

export function foldersOf(entries: readonly Entry[]): string[] {
  const folders = entries.flatMap(({ path }) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(folders)].sort();
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
