/**
 * Addresses of git repositories and names of branches, before git sees them. They are anybody's text, and git
 * would run programs for some of them (`ext::`, `--upload-pack=`, `ssh://-oProxyCommand=`).
 * https://git-scm.com/docs/git-fetch#_git_urls, https://git-scm.com/docs/git-check-ref-format
 */
import { OptionsError } from './errors.js';
import { withoutSecrets } from './secrets.js';

/** What a user has to allow by name: it is neither encrypted, or not the same on another machine. */
export const UNUSUAL = ['http', 'file'] as const;
export type Unusual = (typeof UNUSUAL)[number];

export interface GitUrl {
  /** What git gets. */
  readonly url: string;
  readonly scheme: 'https' | 'http' | 'ssh' | 'file';
  /** With its port, if it has one; empty for a file. */
  readonly host: string;
  /** The last part of the path, without `.git`. */
  readonly name: string;
}

const FORMS =
  'Write https://host/owner/repo, ssh://git@host/owner/repo, git@host:owner/repo, github:owner/repo, gitlab:owner/repo or bitbucket:owner/repo.';

const SHORT: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

const SCHEMES: Readonly<Record<string, GitUrl['scheme']>> = {
  https: 'https',
  'git+https': 'https',
  http: 'http',
  'git+http': 'http',
  ssh: 'ssh',
  'git+ssh': 'ssh',
  file: 'file',
  'git+file': 'file',
};

/** @param allowed which unusual schemes are meant */
export function gitUrl(text: string, allowed: readonly Unusual[] = []): GitUrl {
  refuseCharacters(text);
  const [, shortHost, shortPath = ''] = /^(github|gitlab|bitbucket):(?!\/\/)(.*)$/.exec(text) ?? [];
  if (shortHost !== undefined) return readShort(text, SHORT[shortHost] ?? '', shortPath);
  const scheme = text.slice(0, Math.max(text.indexOf('://'), 0));
  if (scheme !== '') return readWithScheme(text, scheme.toLowerCase(), allowed);
  if (text.includes('::')) throw refusal(text, 'asks git to run a program of that name');
  return readLikeScp(text);
}

function refuseCharacters(text: string): void {
  if (text.length > 2000) throw refusal(text, 'is longer than 2000 characters');
  if (text === '') throw refusal(text, 'is empty');
  if (text.startsWith('-')) throw refusal(text, 'starts with -, and git would take it for an option');
  if (/[?#]/.test(text))
    throw refusal(text, 'has a ? or #; the branch, tag or commit is a setting of its own, ref');
  if (!/^[\w.~:/@%+[\]-]+$/.test(text))
    throw refusal(text, 'has characters that are in no address; write them as %20');
}

function readShort(text: string, host: string, path: string): GitUrl {
  const parts = path.split('/');
  if (parts.length < 2 || (parts.length > 2 && host !== 'gitlab.com'))
    throw refusal(text, 'is not an owner and a repository');
  return { url: `https://${host}/${path}`, scheme: 'https', host, name: nameIn(text, path) };
}

function readWithScheme(text: string, written: string, allowed: readonly Unusual[]): GitUrl {
  const scheme = Object.hasOwn(SCHEMES, written) ? SCHEMES[written] : undefined;
  if (scheme === undefined) throw refusal(text, `has the scheme ${written}, which is not taken`);
  const rest = text.slice(written.length + 3);
  const slash = rest.indexOf('/');
  if (slash < 0) throw refusal(text, 'names no repository after the host');
  const [authority, path] = [rest.slice(0, slash), rest.slice(slash + 1)];
  const host = hostOf(text, authority, scheme);
  const name = nameIn(text, path);
  if (scheme === 'http' && !isLoopback(host) && !allowed.includes('http'))
    throw refusal(
      text,
      'is not encrypted: anybody on the way can replace the sources. Take https, or say "allow": ["http"]',
      '',
    );
  if (scheme === 'file' && !allowed.includes('file'))
    throw refusal(text, 'is on this machine alone. Say "allow": ["file"] if that is meant', '');
  return { url: `${scheme}://${rest}`, scheme, host, name };
}

/** `git@host:owner/repo`. NB `C:\x` and `host:x` are files or hosts, depending on who reads them. */
function readLikeScp(text: string): GitUrl {
  const colon = text.indexOf(':');
  const at = text.indexOf('@');
  if (at < 1 || colon < at)
    throw refusal(text, 'is no address: a folder of this machine is file:///path, with "allow": ["file"]');
  const host = hostOf(text, text.slice(0, colon), 'ssh');
  return { url: text, scheme: 'ssh', host, name: nameIn(text, text.slice(colon + 1).replace(/^\//, '')) };
}

function hostOf(text: string, authority: string, scheme: GitUrl['scheme']): string {
  const at = authority.lastIndexOf('@');
  const [user, host] = [authority.slice(0, Math.max(at, 0)), authority.slice(at + 1)];
  if (scheme === 'file') {
    if (authority !== '') throw refusal(text, 'names a host; a file has none: file:///path');
    return '';
  }
  if (at >= 0 && (scheme !== 'ssh' || user.includes(':')))
    throw refusal(
      text,
      'has credentials in it, which would be written and logged. Take them out: a token comes from the environment, a credential helper of git or ~/.netrc',
      '',
    );
  if (at >= 0 && !/^\w[\w.-]*$/.test(user)) throw refusal(text, 'has a user whose name is none');
  if (!/^(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(host))
    throw refusal(text, 'has no host, or one whose name is none');
  return host.toLowerCase();
}

/** NB what is written as %2e%2e is `..` to a server. */
function nameIn(text: string, path: string): string {
  const parts = decoded(text, path).replace(/\/$/, '').split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (parts.some((part) => /^(?:\.{0,2}$|-)|[\x00-\x1f\x7f\\'"`$;&|<>*?]/.test(part)))
    throw refusal(
      text,
      'has a path with an empty part, a part that is .. or starts with -, or a character that no path has',
    );
  // The folder in a repository that has its files beside it.
  const last = parts.at(-1) === '.git' ? parts.at(-2) : parts.at(-1);
  const name = (last ?? '').replace(/\.git$/, '');
  if (name === '') throw refusal(text, 'names no repository');
  return name;
}

function decoded(text: string, path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refusal(text, 'has a % that stands for no character');
  }
}

export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** NB what is refused may hold a secret: what stands in front of an @ is not shown. */
function refusal(text: string, why: string, hint = FORMS): OptionsError {
  const at = text.lastIndexOf('@');
  const start = text.indexOf('://') < 0 ? 0 : text.indexOf('://') + 3;
  const bare = at < start ? text : `${text.slice(0, start)}…${text.slice(at)}`;
  const shown = quoted(withoutSecrets(bare));
  return new OptionsError(`The address ${shown} ${why}.${hint === '' ? '' : `\n  ${hint}`}`);
}

export type GitRef =
  | { readonly kind: 'default' }
  | { readonly kind: 'commit'; readonly rev: string }
  /** Full names in the order in which they are looked for. */
  | { readonly kind: 'name'; readonly name: string; readonly candidates: readonly string[] };

/** Of SHA-1 or SHA-256. */
export function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** A branch, a tag, a commit in full, or a name that starts with `refs/`; none is the default branch. */
export function gitRef(text: string | undefined): GitRef {
  if (text === undefined) return { kind: 'default' };
  if (isCommit(text)) return { kind: 'commit', rev: text };
  const problem = problemOfRef(text);
  if (problem !== undefined)
    throw new OptionsError(
      `The ref ${quoted(text)} ${problem}.\n  Name a branch, a tag, or a commit with all of its digits.`,
    );
  const candidates = text.startsWith('refs/') ? [text] : [`refs/heads/${text}`, `refs/tags/${text}`];
  return { kind: 'name', name: text, candidates };
}

function problemOfRef(text: string): string | undefined {
  if (text === '') return 'is empty';
  if (text.length > 250) return 'is longer than 250 characters';
  if (text.startsWith('-')) return 'starts with -, and git would take it for an option';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\x00-\x20\x7f~^:?*[\\'"`$;&|<>(){}!]|\.\.|@\{/.test(text)) return 'has characters that no name has';
  const parts = text.split('/');
  if (text === '@' || parts.some((part) => part === '' || part.startsWith('.') || part.startsWith('-')))
    return 'has an empty part, or one that starts with . or -';
  if (text.endsWith('.') || parts.some((part) => part.endsWith('.lock'))) return 'ends with . or .lock';
  return undefined;
}

/** A name of a component: part of paths, of names of targets and of the store. */
export function componentName(text: string): string {
  if (/^[A-Za-z0-9_][\w.-]{0,99}$/.test(text) && !text.includes('..')) return text;
  throw new OptionsError(
    `name: ${quoted(text)} cannot be the name of a component.\n  Take letters, digits, - and _; the first one is a letter or a digit.`,
  );
}

/** NB JSON leaves as they are what deletes, hides or turns round letters in a terminal. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200)).replace(
    /[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
