import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { basename } from '../model/paths.js';
import { SLICES } from '../model/places.js';

export interface Slices {
  /** The workspace-relative path of the slice's file, named for the files it was cut from so that `nx show target inputs` can be read. */
  add(text: string, cutFrom: readonly string[]): string;
  /** Names of all files that were added. */
  names(): string[];
  /** Writes what is missing. Must be done before the graph is returned. */
  write(): void;
}

export function createSlices(workspaceRoot: string): Slices {
  const texts = new Map<string, string>();
  const paths = new Map<string, string>();
  return {
    add(text, cutFrom) {
      const label = [...new Set(cutFrom.map(basename))].map((name) => `${name}_`).join('');
      const key = `${label}\n${text}`;
      let path = paths.get(key);
      if (path === undefined) {
        const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
        path = `${SLICES}/${label}${digest}`;
        paths.set(key, path);
        texts.set(`${label}${digest}`, text);
      }
      return path;
    },
    names: () => [...texts.keys()],
    write() {
      if (texts.size === 0) return;
      const folder = join(workspaceRoot, SLICES);
      const present = new Set(list(folder));
      for (const [name, text] of texts) if (!present.has(name)) writeBeside(folder, name, text);
    },
  };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    mkdirSync(folder, { recursive: true });
    return [];
  }
}

/** Written beside and renamed: another Nx process may read at the same moment. */
function writeBeside(folder: string, name: string, text: string): void {
  const temporary = join(folder, `.${name}.${process.pid}`);
  writeFileSync(temporary, text);
  renameSync(temporary, join(folder, name));
}
