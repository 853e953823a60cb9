/** Packages as package managers install them: `node_modules` of the folder, and of those above. */
import { ancestors, join } from '../../model/paths.js';
import type { PlanContext } from '../toolchain.js';

export interface Installed {
  /** Absolute. */
  readonly folder: string;
  readonly version: string;
}

export function findInstalled(name: string, context: PlanContext): Installed | undefined {
  const { place, read, projectRoot } = context;
  if (place === undefined || read === undefined) return undefined;
  for (const directory of ancestors(projectRoot)) {
    const folder = `${place}/${join(directory, 'node_modules', name)}`;
    const version = /"version"\s*:\s*"([^"]+)"/.exec(read(`${folder}/package.json`) ?? '')?.[1];
    if (version !== undefined) return { folder, version };
  }
  return undefined;
}

/** Where a path of the user's leads to. */
export function absolute(path: string, { place = '' }: PlanContext): string {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path) ? path : `${place}/${path}`;
}
