/**
 * What git answers to those who stamp a build. Each fact is what the usual questions get, not how the
 * repository is kept: it is the same in another clone, in a git worktree, after a gc.
 */
import { createHash } from 'node:crypto';
import type { GitFact } from '../model/git-facts.js';

/** What git says; undefined where it fails: no repository, no commit, no git. */
export type AskGit = (args: readonly string[]) => Promise<string | undefined>;

export async function gitState(
  facts: readonly GitFact[],
  ask: AskGit,
  read: (file: string) => string | undefined,
): Promise<string> {
  const lines = facts.map(async (fact) => `${fact}: ${(await ANSWERS[fact](ask)) ?? 'none'}`);
  const head = facts.includes('commit') && (await ask(['rev-parse', '--git-dir'])) === undefined;
  return [...(await Promise.all(lines)), ...(head ? headByHand(read) : [])].join('\n');
}

const STATUS = ['--no-optional-locks', 'status', '--porcelain'];

const ANSWERS: Readonly<Record<GitFact, (ask: AskGit) => Promise<string | undefined>>> = {
  commit: (ask) => ask(['rev-parse', '--verify', '--quiet', 'HEAD']),
  branch: (ask) => ask(['symbolic-ref', '--quiet', 'HEAD']),
  config: (ask) => ask(['config', '--get-regexp', String.raw`^(remote\..*\.url|user\..*)$`]),
  tags: (ask) => ask(['for-each-ref', '--merged=HEAD', '--format=%(refname) %(objectname)', 'refs/tags']),
  async history(ask) {
    const short = await ask(['rev-parse', '--short', 'HEAD']);
    const isShallow = (await ask(['rev-parse', '--is-shallow-repository'])) === 'true';
    return isShallow ? `${short} since ${await ask(['rev-list', '--max-parents=0', 'HEAD'])}` : short;
  },
  async dirty(ask) {
    const status = await ask([...STATUS, '--untracked-files=no']);
    if (status === undefined) return undefined;
    const has = (pattern: RegExp) => pattern.test(status);
    return [has(/^[^ ?!]/m) ? 'staged' : [], has(/^.[^ ?!]/m) ? 'changed' : []].flat().join(' ') || 'clean';
  },
  async untracked(ask) {
    const status = await ask(STATUS);
    return status === undefined ? undefined : String(/^\?\?/m.test(status));
  },
  async changes(ask) {
    const [status, diff] = [await ask(STATUS), await ask(['--no-pager', 'diff', 'HEAD'])];
    return status === undefined ? undefined : digest(`${status}\0${diff}`);
  },
};

/** Long, and perhaps secret. */
function digest(text: string): string {
  return text === '\0' ? 'none' : createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/**
 * Where git does not answer (it is not installed, or the folder is another user's) others may still read its
 * files.
 */
function headByHand(read: (file: string) => string | undefined): string[] {
  const head = read('.git/HEAD')?.trim();
  if (head === undefined) return [];
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
  const target =
    ref === undefined || ref.includes('..') ? '' : (read(`.git/${ref}`) ?? read('.git/packed-refs'));
  return [`HEAD: ${head} ${digest(target ?? '')}`];
}
