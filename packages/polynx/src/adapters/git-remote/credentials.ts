/**
 * Tokens from the environment, each for the host that it is of: a token that goes to whatever host a file
 * names is given away. Other ways are git's own: a credential helper, GIT_ASKPASS, ~/.netrc, the agent of
 * ssh.
 */
import { isLoopback } from '../../model/git-urls.js';
import type { Env } from '../run.js';

export interface Token {
  readonly user: string;
  readonly secret: string;
  /** The variable that it comes from. */
  readonly variable: string;
}

interface Source {
  readonly variable: string;
  readonly user: string;
  readonly hosts: (env: Env) => readonly (string | undefined)[];
}

const SOURCES: readonly Source[] = [
  { variable: 'GIT_TOKEN', user: 'git', hosts: ({ GIT_TOKEN_HOST }) => [GIT_TOKEN_HOST] },
  ...['GITHUB_TOKEN', 'GH_TOKEN'].map((variable) => ({
    variable,
    user: 'x-access-token',
    hosts: ({ GITHUB_SERVER_URL = '' }: Env) => ['github.com', hostIn(GITHUB_SERVER_URL)],
  })),
  { variable: 'GITLAB_TOKEN', user: 'oauth2', hosts: ({ CI_SERVER_HOST }) => ['gitlab.com', CI_SERVER_HOST] },
  { variable: 'CI_JOB_TOKEN', user: 'gitlab-ci-token', hosts: ({ CI_SERVER_HOST }) => [CI_SERVER_HOST] },
  { variable: 'BITBUCKET_TOKEN', user: 'x-token-auth', hosts: () => ['bitbucket.org'] },
];

/** NB never in the clear: over http only to this machine. */
export function tokenFor(url: string, env: Env): Token | undefined {
  const scheme = url.slice(0, url.indexOf('://'));
  const host = hostIn(url);
  if (host === undefined || !(scheme === 'https' || (scheme === 'http' && isLoopback(host))))
    return undefined;
  for (const { variable, user, hosts } of SOURCES) {
    const secret = env[variable]?.trim();
    if (secret === undefined || secret === '' || !hosts(env).includes(host)) continue;
    return { user: (variable === 'GIT_TOKEN' && env['GIT_TOKEN_USER']) || user, secret, variable };
  }
  return undefined;
}

/** What to set for a host, in a message. */
export function waysToLogIn(url: string): string {
  const host = hostIn(url) ?? '';
  const own = SOURCES.find(({ hosts }) => hosts({}).includes(host))?.variable;
  const variable =
    own ?? `GIT_TOKEN (with GIT_TOKEN_HOST=${host}, and GIT_TOKEN_USER if the host asks for one)`;
  return `Set ${variable}, a credential helper of git, GIT_ASKPASS or ~/.netrc.`;
}

function hostIn(url: string): string | undefined {
  return /^https?:\/\/([^/@]+)/.exec(url)?.[1]?.toLowerCase();
}

/** As settings of git for one process, in its environment: arguments are seen by everybody on the machine. */
export function tokenSettings(url: string, { user, secret }: Token): (readonly [string, string])[] {
  const host = hostIn(url) ?? '';
  const at = `${url.slice(0, url.indexOf('://'))}://${host}/`;
  const basic = Buffer.from(`${user}:${secret}`).toString('base64');
  return [
    [`http.${at}.extraHeader`, `Authorization: Basic ${basic}`],
    // NB a header follows a redirection, to whatever host that names.
    ['http.followRedirects', 'false'],
  ];
}

/** A text without the secret, in the forms in which git might print it. */
export function withoutToken(text: string, token: Token | undefined): string {
  if (token === undefined) return text;
  const { user, secret } = token;
  const forms = [secret, encodeURIComponent(secret), Buffer.from(`${user}:${secret}`).toString('base64')];
  return forms.reduce((rest, form) => rest.replaceAll(form, '…'), text);
}
