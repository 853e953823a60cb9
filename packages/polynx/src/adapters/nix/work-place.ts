/**
 * Where logs, links that keep results, counters and dev shells lie: in the folder of polynx, or where
 * NIX_BUILD_WORKSPACE says. NB a repository may have links committed in their place: none is followed. Loaded
 * each time Nx hashes: only what Node brings along.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { seenFrom } from '../../model/native-paths.js';
import { OWN } from '../../model/places.js';
import { ownPlace, PRIVATE } from '../own-folder.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The absolute path of something there.
 * @throws ExpectedError where a link of the workspace lies on the way, or in its place
 */
export function workPlace(
  workspaceRoot: string,
  { NIX_BUILD_WORKSPACE: own = '' }: Env,
  path: string,
): string {
  if (own === '') return ownPlace(workspaceRoot, `${OWN}/nix/${path}`);
  const base = resolve(workspaceRoot, own);
  const inside = seenFrom(workspaceRoot, base);
  return inside === undefined ? join(base, path) : ownPlace(workspaceRoot, `${inside}/${path}`);
}

/** Written beside and renamed, so that it is never half there. */
export function writeThere(place: string, text: string): void {
  const draft = `${place}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: PRIVATE, flag: 'wx' });
  renameSync(draft, place);
}
