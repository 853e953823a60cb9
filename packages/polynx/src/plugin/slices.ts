import { createHash } from 'node:crypto';
import { listOwn, tryWriteOwn } from '../adapters/own-folder.js';
import { basename } from '../model/paths.js';
import { SLICES } from '../model/places.js';

export interface Slices {
  /**
   * The workspace-relative path of the slice's file, named for the files it was cut from so that `nx show
   * target inputs` can be read.
   */
  add(text: string, cutFrom: readonly string[]): string;
  /** Names of all files that were added. */
  names(): string[];
  /**
   * Writes what is missing. Must be done before the graph is returned. Where nothing can be written, the
   * tasks that need it say so.
   */
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
      const present = new Set(listOwn(workspaceRoot, SLICES));
      for (const [name, text] of texts)
        if (!present.has(name)) tryWriteOwn(workspaceRoot, `${SLICES}/${name}`, text);
    },
  };
}
