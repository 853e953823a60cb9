import { createHash } from 'node:crypto';
import { type OwnFolder, openOwn } from '../adapters/own-folder.js';
import { basename } from '../model/paths.js';
import { SLICES } from '../model/places.js';

/** A slice as an input: its file, or where none can be written its digest alone. */
export type SliceInput = { readonly file: string } | { readonly digest: string };

export interface Slices {
  /**
   * The file is workspace-relative, on disk when this returns, and named for the files it was cut from so
   * that `nx show target inputs` can be read. NB of a file that is not there Nx hashes nothing: a key would
   * be without the slice.
   */
  add(text: string, cutFrom: readonly string[]): SliceInput;
  /** Names of all files that were added. */
  names(): string[];
  /** Whether all of them have a file. */
  areKept(): boolean;
}

/** Writes what is missing. */
export function slicesIn(workspaceRoot: string): Slices {
  let folder: OwnFolder | undefined;
  return createSlices((name, text) => {
    folder ??= openOwn(workspaceRoot, SLICES);
    return folder.has(name) || folder.tryWrite(name, text);
  });
}

/** @param keep whether the file is there afterwards */
export function createSlices(keep: (name: string, text: string) => boolean): Slices {
  const known = new Map<string, SliceInput>();
  const names: string[] = [];
  let failed = false;
  return {
    add(text, cutFrom) {
      const label = [...new Set(cutFrom.map(basename))].map((name) => `${name}_`).join('');
      const key = `${label}\n${text}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
      const name = `${label}${digest}`;
      const isKept = keep(name, text);
      if (isKept) names.push(name);
      else failed = true;
      const input = isKept ? { file: `${SLICES}/${name}` } : { digest };
      known.set(key, input);
      return input;
    },
    names: () => [...names],
    areKept: () => !failed,
  };
}
