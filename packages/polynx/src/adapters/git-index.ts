/**
 * What git tracks, from the file in which it keeps that: a graph starts no process.
 * https://git-scm.com/docs/index-format
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface GitIndex {
  /**
   * Of the workspace, those of submodules aside. None where there is no git, or an index of a form not known
   * here.
   */
  files(): string[];
  /** Symbolic links of the workspace, to files and to folders. */
  links(): string[];
}

/** Read when it is asked for the first time, and no second time. */
export function gitIndex(workspaceRoot: string): GitIndex {
  let found: { readonly bytes: Buffer; readonly below: string } | undefined;
  const entries = (kind: number): string[] => {
    found ??= readIndex(workspaceRoot);
    const files = namesIn(found.bytes, kind);
    return found.below === '' ? files : inside(files, found.below);
  };
  return { files: () => entries(REGULAR_FILE), links: () => entries(SYMBOLIC_LINK) };
}

/** Another one whenever git has written it. */
export function stateOfIndex(workspaceRoot: string): string {
  const found = repositoryOf(workspaceRoot);
  try {
    if (found === undefined) return '';
    const { size, mtimeMs, ino } = statSync(join(found.folder, 'index'));
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return '';
  }
}

/** `below` is where the workspace lies in the repository, with a slash behind it. */
export function repositoryOf(
  workspaceRoot: string,
): { readonly folder: string; readonly below: string } | undefined {
  for (let at = workspaceRoot, below = ''; ; ) {
    const folder = gitFolder(join(at, '.git'));
    if (folder !== undefined) return { folder, below };
    const parent = dirname(at);
    if (parent === at) return undefined;
    below = `${at.slice(parent.length).replace(/^[/\\]/, '')}/${below}`;
    at = parent;
  }
}

function inside(files: readonly string[], folder: string): string[] {
  return files.filter((file) => file.startsWith(folder)).map((file) => file.slice(folder.length));
}

/** A worktree has a file there that names the folder. */
function gitFolder(path: string): string | undefined {
  try {
    if (statSync(path).isDirectory()) return path;
    const [, named] = /^gitdir: (.*)$/m.exec(readFileSync(path, 'utf8')) ?? [];
    return named === undefined ? undefined : resolve(dirname(path), named);
  } catch {
    return undefined;
  }
}

function readIndex(workspaceRoot: string): { readonly bytes: Buffer; readonly below: string } {
  const { folder, below } = repositoryOf(workspaceRoot) ?? {};
  try {
    if (folder !== undefined) return { bytes: readFileSync(join(folder, 'index')), below: below ?? '' };
  } catch {
    // No commit yet.
  }
  return { bytes: Buffer.alloc(0), below: '' };
}

function namesIn(bytes: Buffer, kind: number): string[] {
  try {
    return parseIndex(bytes, kind);
  } catch {
    // A file that is cut off.
    return [];
  }
}

const HEADER = 12;
/** Times, device, inode, mode, owner, size and hash; two bytes of flags follow. */
const FLAGS = 60;
const EXTENDED = 0x4000;
const REGULAR_FILE = 0b1000;
const SYMBOLIC_LINK = 0b1010;

/**
 * NB repositories with SHA-256 have longer entries: their names would be garbage, and such a file is taken
 * for none.
 */
export function parseIndex(bytes: Buffer, kind = REGULAR_FILE): string[] {
  if (bytes.toString('latin1', 0, 4) !== 'DIRC') return [];
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return [];
  const files: string[] = [];
  let previous: Buffer = Buffer.alloc(0);
  let at = HEADER;
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const mode = bytes.readUInt32BE(at + 24);
    const start = at + FLAGS + ((bytes.readUInt16BE(at + FLAGS) & EXTENDED) === 0 ? 2 : 4);
    const [name, next] = version === 4 ? shortened(bytes, start, previous) : padded(bytes, at, start);
    if (mode >>> 12 === kind) files.push(name.toString('utf8'));
    previous = name;
    at = next;
  }
  return files;
}

/** Filled up with zeros to a multiple of eight bytes. */
function padded(bytes: Buffer, at: number, start: number): readonly [name: Buffer, next: number] {
  const end = bytes.indexOf(0, start);
  if (end < 0) throw new RangeError('cut off');
  return [bytes.subarray(start, end), at + ((end - at + 8) & ~7)];
}

/** Version 4: how much of the name before is dropped, and what comes in its place. */
function shortened(bytes: Buffer, start: number, previous: Buffer): readonly [name: Buffer, next: number] {
  let at = start;
  let byte = bytes.readUInt8(at++);
  let dropped = byte & 127;
  while ((byte & 128) !== 0) {
    byte = bytes.readUInt8(at++);
    dropped = ((dropped + 1) << 7) | (byte & 127);
  }
  const end = bytes.indexOf(0, at);
  if (end < 0) throw new RangeError('cut off');
  const kept = previous.subarray(0, Math.max(previous.length - dropped, 0));
  return [Buffer.concat([kept, bytes.subarray(at, end)]), end + 1];
}
