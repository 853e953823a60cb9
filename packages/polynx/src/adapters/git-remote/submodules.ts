/**
 * Submodules of a commit, fetched like the commit itself: git's own command takes addresses as they are.
 * https://git-scm.com/docs/gitmodules
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../../model/errors.js';
import { type GitUrl, gitUrl, isCommit, isLoopback, type Unusual } from '../../model/git-urls.js';
import { ownEntry } from '../../model/own-entry.js';
import type { Remote } from './command.js';

export type FetchInto = (
  url: GitUrl,
  rev: string,
  files: string,
  parent: Remote,
  scratch: string,
) => Promise<Remote>;

interface Waiting {
  readonly remote: Remote;
  readonly files: string;
}

const MOST = 200;

export async function addSubmodules(remote: Remote, files: string, fetchInto: FetchInto): Promise<void> {
  const waiting: Waiting[] = [{ remote, files }];
  let count = 0;
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const { path, rev } of await linksIn(one.remote)) {
      if (++count > MOST) throw new ExpectedError(`${remote.url.url} has more than ${MOST} submodules.`);
      const url = await urlOf(path, one);
      const place = placeOf(path, one);
      const inner = await fetchInto(url, rev, place, one.remote, join(remote.folder, `submodule-${count}`));
      waiting.push({ remote: inner, files: place });
    }
  }
}

/** Entries of the index that are commits of another repository. */
async function linksIn({ ask }: Remote): Promise<{ readonly path: string; readonly rev: string }[]> {
  const list = await ask(['ls-files', '--stage', '-z']);
  return list.split('\0').flatMap((line) => {
    const [facts = '', path = ''] = line.split('\t');
    const [mode, rev = ''] = facts.split(' ');
    return mode === '160000' && isCommit(rev) ? [{ path, rev }] : [];
  });
}

async function urlOf(path: string, { remote, files }: Waiting): Promise<GitUrl> {
  const named = await settingsIn(remote, files);
  const name = Object.keys(named).find((one) => ownEntry(named, one)?.['path'] === path);
  const written = name === undefined ? undefined : ownEntry(named, name)?.['url'];
  if (written === undefined)
    throw new ExpectedError(`${remote.url.url}: .gitmodules names no address of the submodule ${path}.`);
  // What the parent may be, its parts may be.
  const { scheme, host } = remote.url;
  const allowed: Unusual[] = scheme === 'file' || (scheme === 'http' && !isLoopback(host)) ? [scheme] : [];
  return gitUrl(/^\.\.?\//.test(written) ? joined(remote.url.url, written) : written, allowed);
}

async function settingsIn(
  { try: attempt }: Remote,
  files: string,
): Promise<Record<string, Record<string, string>>> {
  const file = join(files, '.gitmodules');
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return {};
  const { stdout } = await attempt([
    ...['config', '--no-includes', `--file=${file}`, '-z'],
    ...['--get-regexp', '^submodule\\..*\\.(path|url)$'],
  ]);
  const found: Record<string, Record<string, string>> = Object.create(null);
  for (const entry of stdout.split('\0')) {
    const [key = '', value = ''] = entry.split('\n');
    const name = key.slice('submodule.'.length, key.lastIndexOf('.'));
    if (value !== '') found[name] = { ...found[name], [key.slice(key.lastIndexOf('.') + 1)]: value };
  }
  return found;
}

/** `../other` is beside the repository that names it. */
function joined(base: string, relative: string): string {
  const parts = base.replace(/\/$/, '').split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** NB a link on the way would lead out of the folder. */
function placeOf(path: string, { remote, files }: Waiting): string {
  const place = join(files, path);
  for (let at = dirname(place); at.length > files.length; at = dirname(at))
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new ExpectedError(`${remote.url.url}: the submodule ${path} lies behind a link.`);
  const there = lstatSync(place, { throwIfNoEntry: false });
  if (path.split('/').includes('..') || (there !== undefined && !there.isDirectory()))
    throw new ExpectedError(`${remote.url.url}: the submodule ${path} has no folder of its own.`);
  mkdirSync(place, { recursive: true });
  return place;
}
