import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Artifact } from '../model/task.js';

/** Megabytes. */
const FEW = 100;

/** Next to nothing is left to write to, in words: linkers die of it with a bus error, and do not say why. */
export function nearlyFull(workspaceRoot: string, artifacts: readonly Artifact[]): string[] {
  const folders = ['.', ...artifacts.map(({ from }) => dirname(from)), tmpdir()];
  return [...new Set(folders)].flatMap((folder) => {
    const place = resolve(workspaceRoot, folder);
    const megabytes = left(place);
    return [
      ...(megabytes === undefined || megabytes >= FEW
        ? []
        : [`Only ${megabytes} MB are left on the disk of ${folder}`]),
      ...(isOutOfFiles(place)
        ? [`No more files fit on the disk of ${folder}, however small: remove some (df -i)`]
        : []),
    ];
  });
}

/** NB some file systems have no limit, and say 0 of 0. */
function isOutOfFiles(folder: string): boolean {
  try {
    const { files, ffree } = statfsSync(folder);
    return files > 0 && ffree < 10;
  } catch {
    return false;
  }
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
