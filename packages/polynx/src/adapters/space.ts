import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Artifact } from '../model/task.js';

const FEW = 100;

/** Where next to nothing is left to write to: linkers die of it with a bus error, and do not say why. */
export function nearlyFull(
  workspaceRoot: string,
  artifacts: readonly Artifact[],
): { readonly folder: string; readonly megabytes: number }[] {
  const folders = ['.', ...artifacts.map(({ from }) => dirname(from)), tmpdir()];
  return [...new Set(folders)].flatMap((folder) => {
    const megabytes = left(resolve(workspaceRoot, folder));
    return megabytes === undefined || megabytes >= FEW ? [] : [{ folder, megabytes }];
  });
}

/** Megabytes that are left; undefined where nobody can tell. */
export function left(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.floor((bavail * bsize) / 1_000_000);
  } catch {
    return undefined;
  }
}
