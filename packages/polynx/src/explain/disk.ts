/** Digests of files that git does not know: outputs of other tasks, `.env`. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, keyedDigest } from '../adapters/keyed-digest.js';
import { baseOf } from '../model/globs.js';
import { fileset } from './filesets.js';

export type Digests = Readonly<Record<string, string>>;

export function digestsOf(workspaceRoot: string, lists: readonly (readonly string[])[]): Digests {
  const found: Record<string, string> = {};
  const digest = keyedDigest(workspaceRoot);
  for (const globs of lists) {
    const matches = fileset(globs);
    const starts = new Set(globs.filter((one) => !one.startsWith('!')).map(baseOf));
    for (const file of [...starts].flatMap((start) => filesBelow(workspaceRoot, start))) {
      if (found[file] === undefined && matches(file))
        found[file] = digestOfFile(join(workspaceRoot, file), digest);
    }
  }
  return found;
}

function filesBelow(workspaceRoot: string, path: string): string[] {
  const found = statSync(join(workspaceRoot, path), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(join(workspaceRoot, path), { withFileTypes: true }).flatMap((entry) => {
    const child = path === '.' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name === '.git' ? [] : filesBelow(workspaceRoot, child);
    return [child];
  });
}

const LARGE = 8_000_000;
const END = 65_536;

/** A large one by its size and its ends: this runs beside the tool, and only explains. */
function digestOfFile(file: string, digest: Digest): string {
  try {
    const { size } = statSync(file);
    if (size <= LARGE) return digest(readFileSync(file));
    const handle = openSync(file, 'r');
    const ends = Buffer.alloc(2 * END);
    readSync(handle, ends, 0, END, 0);
    readSync(handle, ends, END, END, size - END);
    closeSync(handle);
    return `${size}-${digest(ends)}`;
  } catch {
    return 'unreadable';
  }
}
