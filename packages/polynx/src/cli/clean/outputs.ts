/**
 * What tasks have left in `dist`, each task's outputs as one: a half of them would be worse than none. Nx
 * takes them from its cache when they are asked for again.
 */
import { join } from 'node:path';
import { isInside } from '../../model/paths.js';
import { type Measured, measure, namesIn, statOf } from './measure.js';

export const DIST = 'dist';

export interface GitView {
  /** Files below `dist` that git tracks, and such as it would add. */
  readonly inGit: readonly string[];
}

export interface Unit extends Measured {
  /** Workspace-relative. */
  readonly path: string;
}

/** @param outputs workspace-relative files and folders that tasks declare */
export function unitsIn(root: string, outputs: readonly string[], { inGit }: GitView): Unit[] {
  // NB a link may lead anywhere: what lies behind it was not left by a task.
  if (statOf(join(root, DIST))?.isDirectory() !== true) return [];
  const declared = outputs.filter((path) => isInside(path, DIST) && path !== DIST);
  const units: Unit[] = [];
  const queue = namesIn(join(root, DIST)).map((name) => `${DIST}/${name}`);
  for (const path of queue) {
    const found = statOf(join(root, path));
    if (found === undefined || namesIn(join(root, path)).includes('.git')) continue;
    const hasMore = declared.some((output) => output !== path && isInside(output, path));
    const isOutput = declared.includes(path);
    if (found.isDirectory() && hasMore && !isOutput)
      queue.push(...namesIn(join(root, path)).map((name) => `${path}/${name}`));
    else if (!inGit.some((file) => isInside(file, path))) {
      const measured = measure(join(root, path));
      if (measured?.hasRepository === false) units.push({ path, ...measured });
    }
  }
  return units;
}
