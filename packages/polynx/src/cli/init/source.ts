/**
 * Where the same polynx comes from for the next checkout: a version of the registry, or a packed file in the
 * repository.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ownPackage } from '../../adapters/own-package.js';
import { ExpectedError } from '../../model/errors.js';
import { toPosix } from '../../model/native-paths.js';
import { isInside, leavesWorkspace } from '../../model/paths.js';

export interface Source {
  readonly version: string;
  /** Workspace-relative path of the packed file. */
  readonly file?: string;
}

/** Folders where packed files are kept. */
const PLACES = ['.', 'tools', 'vendor', 'third_party', 'packages'];

/**
 * npx keeps a manifest beside node_modules that says what was asked for. NB it finds an earlier installation
 * by the text of the command line: `./polynx.tgz` may be the file of another repository. So a path outside of
 * this one is never taken.
 */
export function ownSource(root: string): Source {
  const { folder, version } = ownPackage();
  const asked = askedFile(join(folder, '../../package.json'));
  if (asked === undefined) return { version };
  const inside = toPosix(relative(root, asked));
  const file = leavesWorkspace(inside) || !existsSync(asked) ? packedFileIn(root, asked) : inside;
  if (file === undefined)
    throw new ExpectedError(
      `polynx was started from ${asked}, which is no file of this repository: the next checkout could not install it.\n  Copy it into the repository, to tools/${basename(asked)} for example, and run polynx init again.`,
    );
  return { version, file };
}

function askedFile(installer: string): string | undefined {
  if (!existsSync(installer)) return undefined;
  const { dependencies } = JSON.parse(readFileSync(installer, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const asked = dependencies?.['polynx'];
  return asked?.startsWith('file:') ? resolve(dirname(installer), asked.slice('file:'.length)) : undefined;
}

/**
 * The file of the same name, at the end of the same path or where such files are kept; else any that is
 * called polynx.
 */
export function packedFileIn(root: string, asked: string): string | undefined {
  const parts = toPosix(asked).split('/');
  const ends = parts.map((_, index) => parts.slice(index).join('/')).filter((end) => end !== '');
  const same = ends.find((end) => !end.startsWith('..') && isPacked(end) && existsSync(join(root, end)));
  return same ?? PLACES.flatMap((place) => packedIn(root, place))[0];
}

function packedIn(root: string, place: string): string[] {
  if (!existsSync(join(root, place))) return [];
  const names = readdirSync(join(root, place)).filter((name) => name.startsWith('polynx') && isPacked(name));
  return names.sort().map((name) => (place === '.' ? name : `${place}/${name}`));
}

function isPacked(path: string): boolean {
  return path.endsWith('.tgz') && isInside(path, '.');
}
