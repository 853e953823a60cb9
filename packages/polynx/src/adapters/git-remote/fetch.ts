/**
 * The files of one commit of another repository: as shallow as the server allows, without history, filters or
 * hooks, and what Nix makes of them.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../../model/errors.js';
import { type GitUrl, gitRef, gitUrl } from '../../model/git-urls.js';
import type { SourcePin } from '../../model/source-pin.js';
import { narHash } from '../nix/nar.js';
import type { Env } from '../run.js';
import { openRemote, type Remote } from './command.js';
import { type Found, findRef } from './refs.js';
import { addSubmodules } from './submodules.js';

export interface FetchRequest {
  readonly url: string;
  /** Absent: the default branch. */
  readonly ref?: string | undefined;
  readonly submodules?: boolean | undefined;
  readonly allow?: SourcePin['allow'];
  /** For each time that git is asked. */
  readonly seconds: number;
  /** Absolute, and ours alone. */
  readonly scratch: string;
  readonly env?: Env;
}

export interface FetchedSource {
  readonly pin: SourcePin;
  /** Absolute; all files of the commit. */
  readonly files: string;
}

/** What a branch, tag or commit is now. @throws ExpectedError that says what to do */
export async function fetchSource(request: FetchRequest): Promise<FetchedSource> {
  const { remote, found } = await look(request);
  return fetchCommit(remote, found, request);
}

/** Only which commit it is. */
export async function look(
  request: FetchRequest,
): Promise<{ readonly remote: Remote; readonly found: Found }> {
  if (process.platform === 'win32')
    throw new ExpectedError(
      'Windows keeps neither links nor what can be run. Run this in WSL, where Nix is.',
    );
  const url = gitUrl(request.url, request.allow);
  const wanted = gitRef(request.ref);
  const remote = await openRemote(url, request.scratch, request.seconds, request.env);
  return { remote, found: await findRef(remote, wanted) };
}

/** The source that is pinned. @throws ExpectedError where it is another one now */
export async function fetchPinned(
  pin: SourcePin,
  request: Pick<FetchRequest, 'seconds' | 'scratch' | 'env'>,
): Promise<FetchedSource> {
  const url = gitUrl(pin.url, pin.allow);
  const remote = await openRemote(url, request.scratch, request.seconds, request.env);
  const found = pin.ref === undefined ? { rev: pin.rev } : { rev: pin.rev, ref: pin.ref };
  const fetched = await fetchCommit(remote, found, { ...pin, ...request });
  if (fetched.pin.narHash !== pin.narHash)
    throw new ExpectedError(
      `${pin.url} at ${pin.rev} is not what is pinned: ${pin.narHash} was expected, ${fetched.pin.narHash} came.\n  Was the pin written by hand, or without its submodules? Run: nx g polynx:git-update`,
    );
  return fetched;
}

async function fetchCommit(
  remote: Remote,
  { rev, ref }: Found,
  { submodules = false, allow = [] }: Pick<FetchRequest, 'submodules' | 'allow'>,
): Promise<FetchedSource> {
  await fetchRev(remote, rev, ref);
  const files = join(remote.folder, 'files', 'source');
  rmSync(files, { recursive: true, force: true });
  await checkOut(remote, rev, files);
  if (submodules) await addSubmodules(remote, files, fetchInto);
  const seconds = Number(
    (await remote.ask(['show', '--no-patch', '--format=%ct', `${rev}^{commit}`])).trim(),
  );
  return {
    files,
    pin: {
      url: remote.url.url,
      ...(ref === undefined ? {} : { ref }),
      rev,
      narHash: narHash(files),
      date: new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
      ...(submodules ? { submodules } : {}),
      ...(allow.length === 0 ? {} : { allow }),
    },
  };
}

/** One commit alone; by its branch where the server gives no single ones; else all there is. */
async function fetchRev(remote: Remote, rev: string, ref: string | undefined): Promise<void> {
  const url = remote.url.url;
  const attempts = [
    ['--depth=1', '--no-tags', '--', url, rev],
    ...(ref === undefined ? [] : [['--depth=1', '--no-tags', '--', url, ref]]),
    ['--no-tags', '--', url, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'],
  ];
  let last: Awaited<ReturnType<Remote['try']>> | undefined;
  for (const args of attempts) {
    last = await remote.try(['fetch', '--quiet', '--no-recurse-submodules', ...args]);
    const isThere = await remote.try(['cat-file', '-e', `${rev}^{commit}`]);
    if (isThere.success) return;
    // A server that is gone, or refuses us, does so again.
    if (
      !last.success &&
      !/unadvertised|not our ref|no such remote ref|remote ref|bad object/i.test(last.said)
    )
      throw last.error();
  }
  throw new ExpectedError(
    `${url} does not have the commit ${rev} (any more).\n  Has its history been rewritten? Name a branch or tag by --ref, or run nx g polynx:git-update.`,
  );
}

/**
 * NB attributes of the repository may name filters and encodings, which change what is written: those in
 * info/attributes come first.
 */
async function checkOut({ folder, ask }: Remote, rev: string, files: string): Promise<void> {
  mkdirSync(files, { recursive: true });
  mkdirSync(join(folder, 'git', 'info'), { recursive: true });
  writeFileSync(
    join(folder, 'git', 'info', 'attributes'),
    '* -text -eol -ident -filter -working-tree-encoding\n',
  );
  await ask(['read-tree', `${rev}^{tree}`]);
  await ask([
    '-c',
    'core.bare=false',
    `--work-tree=${files}`,
    'checkout-index',
    '--all',
    '--force',
    '--quiet',
  ]);
}

/** The same for a part of it, which is a repository of its own. */
async function fetchInto(url: GitUrl, rev: string, files: string, parent: Remote, scratch: string) {
  const remote = await openRemote(url, scratch, parent.seconds, parent.env);
  await fetchRev(remote, rev, undefined);
  await checkOut(remote, rev, files);
  return remote;
}
