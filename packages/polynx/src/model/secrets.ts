import { withoutCredentials } from './urls.js';

/**
 * What comes before the secret stays. NB each begins with a word of its own and none of them backtracks: a
 * log is anybody's text.
 */
const SECRETS: readonly RegExp[] = [
  // nix.conf: `access-tokens = github.com=ghp_… gitlab.com=PAT:…`.
  // https://nix.dev/manual/nix/latest/command-ref/conf-file
  /(\baccess-tokens?[ \t]*[=:][ \t]*)[^\n]+/gi,
  // netrc: `machine host login name password word`, or a line of its own.
  // https://everything.curl.dev/usingcurl/netrc
  /(\bmachine[ \t]+\S+[ \t]+login[ \t]+\S+[ \t]+password[ \t]+)\S+/g,
  /(^[ \t]*password[ \t]+)\S+$/gm,
  /(\bauthorization:[ \t]*)[^\n]+/gi,
  /([?&](?:access_token|private_token|token|password)=)[^\s&#"'<>]+/gi,
  // https://github.blog/engineering/behind-githubs-new-authentication-token-formats
  /(\b(?:gh[oprsu]_|github_pat_|glpat-))[\w-]{16,}/g,
];

/** A line of a log without what nobody else is to know: credentials of URLs, tokens, passwords of a netrc. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((rest, secret) => rest.replace(secret, '$1…'), withoutCredentials(text));
}
