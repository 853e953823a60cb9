/** Which commit a branch or a tag of another repository is at. */
import { closest } from '../../model/did-you-mean.js';
import { ExpectedError } from '../../model/errors.js';
import { type GitRef, gitRef, isCommit } from '../../model/git-urls.js';
import type { Remote } from './command.js';

export interface Found {
  readonly rev: string;
  /** Its full name; absent for a commit. */
  readonly ref?: string;
}

export async function findRef(remote: Remote, wanted: GitRef): Promise<Found> {
  if (wanted.kind === 'commit') return { rev: wanted.rev };
  const patterns =
    wanted.kind === 'default' ? ['HEAD'] : wanted.candidates.flatMap((ref) => [ref, `${ref}^{}`]);
  const answer = await remote.ask(['ls-remote', '--symref', '--', remote.url.url, ...patterns]);
  const refs = refsIn(answer);
  if (wanted.kind === 'default') {
    const rev = refs.get('HEAD');
    if (rev === undefined) throw new ExpectedError(`${remote.url.url} has no commit yet.\n  Push one first.`);
    const head = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(answer)?.[1];
    if (head === undefined) return { rev };
    // NB it is the server's text, and becomes part of a file.
    gitRef(head);
    return { rev, ref: head };
  }
  for (const ref of wanted.candidates) {
    // What a tag with a message is of.
    const rev = refs.get(`${ref}^{}`) ?? refs.get(ref);
    if (rev !== undefined) return { rev, ref };
  }
  throw await missing(remote, wanted.name);
}

function refsIn(answer: string): ReadonlyMap<string, string> {
  return new Map(
    answer.split('\n').flatMap((line): [string, string][] => {
      const [rev = '', ref = ''] = line.split('\t');
      return isCommit(rev) ? [[ref, rev]] : [];
    }),
  );
}

async function missing(remote: Remote, name: string): Promise<ExpectedError> {
  const { stdout } = await remote.try(['ls-remote', '--heads', '--tags', '--refs', '--', remote.url.url]);
  const names = [...refsIn(stdout).keys()].map((ref) => ref.replace(/^refs\/(?:heads|tags)\//, ''));
  const meant = closest(name, names);
  const shown = names.slice(0, 10).map(printable).join(', ') + (names.length > 10 ? ', …' : '');
  const short = /^[0-9a-f]{4,39}$/.test(name) ? ' A commit is named with all of its digits.' : '';
  return new ExpectedError(
    `${remote.url.url} has no branch or tag called ${name}.${meant === undefined ? '' : ` Did you mean ${printable(meant)}?`}${short}\n  It has ${shown === '' ? 'none' : shown}: name one by --ref.`,
  );
}

/** NB they are another one's text, and go to a terminal. */
export function printable(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return name.slice(0, 80).replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, '?');
}
