/** What went wrong, from Nix's own words: `nix build` exits with 1 whatever it was. */
export type FailureKind =
  | 'untracked'
  | 'lock'
  | 'hash'
  | 'timeout'
  | 'cache'
  | 'scheme'
  | 'signature'
  | 'system'
  | 'nondeterministic'
  | 'attribute'
  | 'syntax'
  | 'evaluation'
  | 'space'
  | 'build';

export interface Failure {
  readonly kind: FailureKind;
  /** What to do, in one sentence or two. */
  readonly hint: string;
}

const RULES: readonly (readonly [FailureKind, RegExp, (found: RegExpExecArray) => string])[] = [
  [
    'untracked',
    /path '[^']*-source\/([^']+)' does not exist|'([^']+)' (?:does not exist in|is not tracked by) Git/,
    (found) => {
      const file = found[1] ?? found[2];
      return `Is ${file} new? A flake does not see files that git does not know: git add --intent-to-add ${file}`;
    },
  ],
  [
    'lock',
    /requires lock file changes but they're not allowed|cannot (?:write|update) (?:modified )?lock file/,
    () => 'flake.lock does not fit flake.nix. Run: nix flake lock, and commit flake.lock.',
  ],
  [
    'lock',
    /mismatch in field '\w+' of input|NAR hash mismatch in input/,
    () =>
      'What flake.lock pins is not what is there now. Run: nx nix-update nix, and look at what has changed.',
  ],
  [
    'hash',
    /hash mismatch in fixed-output derivation '([^']*)'[\s\S]*?specified:\s*(\S+)[\s\S]*?got:\s*(\S+)/,
    ([, drv, wanted, got]) =>
      `What was fetched for ${nameOf(drv)} is not what the lock says: ${wanted} was expected, ${got} came. Either somebody replaced the file, or the lock is wrong.`,
  ],
  [
    'timeout',
    /timed out after (\d+) seconds( of silence)?/,
    ([, seconds]) =>
      `The limit is ${Number(seconds) / 60} minutes. Raise it by the option timeout, in minutes.`,
  ],
  [
    'signature',
    /lacks a (?:valid )?signature by a trusted key|(?:is not signed|no signature)/,
    () => 'Name the public key of the cache in NIX_CACHE_PUBLIC_KEYS, or by the option publicKeys.',
  ],
  [
    'scheme',
    /don't know how to open Nix store with scheme '([^']*)'/,
    ([, scheme]) =>
      `This Nix was built without ${scheme}://, as Debian's are before 2.34. Take another Nix, or a cache over https.`,
  ],
  [
    'cache',
    /unable to download '([^']*)'|(?:NAR|nar) (?:hash|for) .*(?:mismatch|corrupt)|error: (?:failed to|cannot) open.*narinfo|binary cache '([^']*)' .*(?:not exist|cannot)|failed to decompress|hash mismatch importing path|does not appear to be a binary cache|input compression not recognized|NAR info file '[^']*' is corrupt|Timeout was reached|there is no substituter that can build it/,
    () =>
      'The binary cache does not answer, or what it holds is damaged. What can be built is built without it.',
  ],
  [
    'system',
    /a '([\w-]+)' (?:with features )?.*is required to build|required to build .* but I am a '([\w-]+)'|Required system: '([\w-]+)'/,
    (found) =>
      `This machine cannot build for ${found[1] ?? found[2] ?? found[3]}; it takes a remote builder, see https://nix.dev/manual/nix/latest/advanced-topics/distributed-builds`,
  ],
  [
    'nondeterministic',
    /may not be deterministic: output '([^']*)' differs(?: from '([^']*)')?/,
    ([, first, second]) =>
      second === undefined ? `${first} came out differently.` : `Compare ${first} with ${second}.`,
  ],
  [
    'attribute',
    /does not provide attribute/,
    () => 'The flake has no such package. Run: nx sync, and look at flake.nix.',
  ],
  ['space', /No space left on device/, () => 'The disk is full. Run: nx nix-gc nix'],
  ['syntax', /syntax error, ([^\n]*)/, () => 'An expression cannot be read; the place is named above.'],
  [
    'build',
    /builder for '([^']*)' failed|Cannot build '([^']*)'|builder failed with exit code|dependencies of derivation '([^']*)' failed/,
    (found) => `${nameOf(found[1] ?? found[2] ?? found[3])} failed; its log is above.`,
  ],
  ['evaluation', /error:/, () => 'The expressions cannot be evaluated; the place is named above.'],
];

/** What failed only because something below it did; Nix since 2.34 says so of each on the way up. */
export function isConsequence(text: string): boolean {
  return /Reason: \d+ dependenc(?:y|ies) failed|\d+ dependencies of derivation '[^']*' failed to build/.test(
    text,
  );
}

export function classify(text: string): Failure {
  for (const [kind, form, hint] of RULES) {
    const found = form.exec(text);
    if (found !== null) return { kind, hint: hint(found) };
  }
  return { kind: 'evaluation', hint: 'Nix said no more than what is above.' };
}

/** `/nix/store/<hash>-hello-1.0.drv` to `hello-1.0`. */
function nameOf(drv: string | undefined): string {
  return (drv ?? '').replace(/^.*\/[a-z0-9]{32}-/, '').replace(/\.drv$/, '');
}
