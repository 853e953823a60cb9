/**
 * Lines of nix.conf for the caches of a machine: one marked block, and nothing else of the file.
 * https://nix.dev/manual/nix/latest/command-ref/conf-file
 */
import { OptionsError } from '../../model/errors.js';
import { withoutCredentials } from '../../model/urls.js';

export interface Caches {
  /** The user's folder first, then stores of other machines and addresses. */
  readonly substituters: readonly string[];
  readonly publicKeys: readonly string[];
}

const SCHEMES = /^(?:file|https?|s3|ssh|ssh-ng):\/\/[^\s#]+$/;
const KEY = /^[\w.-]+:[A-Za-z0-9+/=]+$/;

/** Seconds and tries before Nix goes on without a cache: its own are five times five minutes. */
const PATIENCE = ['connect-timeout = 5', 'fallback = true'];

/** @throws OptionsError for what would be another setting, or would write down a password */
export function linesOf({ substituters, publicKeys }: Caches): string[] {
  for (const url of substituters) {
    if (!SCHEMES.test(url))
      throw new OptionsError(`${JSON.stringify(url)} is no binary cache: file, http(s), s3, ssh or ssh-ng.`);
    if (withoutCredentials(url) !== url)
      throw new OptionsError(
        `${withoutCredentials(url)} has a password in it, which is not written into a file. Put it into netrc: https://nix.dev/manual/nix/latest/command-ref/conf-file#conf-netrc-file`,
      );
  }
  const wrong = publicKeys.find((key) => !KEY.test(key));
  if (wrong !== undefined) throw new OptionsError(`${JSON.stringify(wrong)} is no public key: NAME:BASE64.`);
  if (substituters.length === 0)
    throw new OptionsError(
      'No binary cache is named: set NIX_LOCAL_CACHE_DIR (a folder), NIX_CACHE_URL (addresses and stores of other machines, by blanks), and NIX_CACHE_PUBLIC_KEYS.',
    );
  return [
    `extra-substituters = ${substituters.join(' ')}`,
    ...(publicKeys.length === 0 ? [] : [`extra-trusted-public-keys = ${publicKeys.join(' ')}`]),
    ...PATIENCE,
  ];
}

const BEGIN = '# polynx nix-conf: begin';
const END = '# polynx nix-conf: end';

/** The file with our block as it is to be; all other lines as they are. */
export function withBlock(text: string, lines: readonly string[]): string {
  const block = [BEGIN, ...lines, END];
  const all = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const from = all.indexOf(BEGIN);
  const to = all.indexOf(END, from);
  const rest = from < 0 || to < 0 ? [all, []] : [all.slice(0, from), all.slice(to + 1)];
  return `${[...(rest[0] ?? []), ...block, ...(rest[1] ?? [])].join('\n')}\n`;
}
