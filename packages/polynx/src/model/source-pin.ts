/** A source of another repository, as `nx g polynx:import-git` writes it: which commit, and what is in it. */
import { ExpectedError } from './errors.js';
import { gitRef, gitUrl, isCommit, UNUSUAL, type Unusual } from './git-urls.js';

export const PIN_FILE = 'source.json';

export interface SourcePin {
  readonly url: string;
  /** The full name of the branch or tag that is followed; absent: it stays at that commit. */
  readonly ref?: string;
  readonly rev: string;
  /** Of all files, as Nix has it: `sha256-…`. */
  readonly narHash: string;
  /** Of the commit. */
  readonly date: string;
  readonly submodules?: boolean;
  readonly allow?: readonly Unusual[];
}

/** What a manifest says of a source: for people, and in no key. */
export interface SourceInformation {
  readonly url: string;
  readonly rev: string;
  /** The branch or tag. */
  readonly ref?: string;
  readonly date: string;
}

const KEYS = ['url', 'ref', 'rev', 'narHash', 'date', 'submodules', 'allow'];

/**
 * @param file for the message
 * @throws ExpectedError where it says something that no pin says: it is anybody's text
 */
export function readPin(text: string, file: string): SourcePin {
  const refuse = (problem: string): never => {
    throw new ExpectedError(
      `${file}: ${problem}.\n  nx g polynx:import-git writes such a file, and nx g polynx:git-update changes it.`,
    );
  };
  const pin = objectIn(text) ?? refuse('is not an object of JSON');
  const unknown = Object.keys(pin).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) refuse(`unknown key ${unknown.join(', ')}`);
  const { url, ref, rev, narHash, date, submodules, allow = [] } = pin;
  if (typeof rev !== 'string' || !isCommit(rev)) refuse('rev is not a commit with all of its digits');
  if (typeof narHash !== 'string' || !/^sha256-[A-Za-z0-9+/]{43}=$/.test(narHash))
    refuse('narHash is not a hash such as sha256-…');
  if (typeof date !== 'string' || !/^[\d:TZ.+-]{10,30}$/.test(date)) refuse('date is not a date');
  if (submodules !== undefined && typeof submodules !== 'boolean')
    refuse('submodules is neither true nor false');
  if (!Array.isArray(allow) || !allow.every((one) => UNUSUAL.includes(one as Unusual)))
    refuse(`allow is not a list of ${UNUSUAL.join(', ')}`);
  if (ref !== undefined && (typeof ref !== 'string' || !ref.startsWith('refs/')))
    refuse('ref is not the full name of a branch or tag: refs/heads/main');
  if (typeof ref === 'string') gitRef(ref);
  if (typeof url !== 'string') return refuse('url is missing');
  gitUrl(url, allow as Unusual[]);
  return pin as unknown as SourcePin;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export function pinText(pin: SourcePin): string {
  return `${JSON.stringify(pin, KEYS, 2)}\n`;
}

/** `refs/heads/main` to `main`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '');
}
