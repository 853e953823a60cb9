/** Addresses, refs and names that nothing may be done with, for tests. */

/** Stands where a password or token does: no message and no log may have it. */
export const SECRET = 'hunter2-SECRET';
const MARK = 'touch${IFS}/tmp/polynx-was-here';

/** What shells, terminals, files and git itself take for more than a letter. */
const CHARACTERS = [
  ...' \t\n\r\0\x07\x1b\x7f"\'`$;&|<>\\^{}*!()',
  '\u2028',
  '\u202e',
  '\u200b',
  '％',
  '$(id)',
  '`id`',
  '&&id',
  '||id',
  '\r\nHost: x',
  '\x1b[2J',
];

const inAddresses = [
  (bad: string) => `https://exa${bad}mple.org/o/r`,
  (bad: string) => `https://example.org/o${bad}/r`,
  (bad: string) => `https://example.org/o/r${bad}`,
  (bad: string) => `ssh://g${bad}t@example.org/o/r`,
  (bad: string) => `git@exa${bad}mple.org:o/r`,
  (bad: string) => `git@example.org:o/${bad}r`,
  (bad: string) => `github:o/r${bad}`,
];

const OPTIONS = [
  `--upload-pack=${MARK}`,
  `-u${MARK}`,
  `--exec=${MARK}`,
  `-oProxyCommand=${MARK}`,
  '--config=core.sshCommand=id',
  '-c',
  '--',
  '-',
  '--help',
  '--output=/tmp/polynx-was-here',
];

const SCHEMES =
  'ftp ftps git gopher javascript data dict ldap smb rsync telnet tftp sftp jar svn hg bzr ext fd foo git+ext git+git git+ftp https+ext'.split(
    ' ',
  );

export const hostileUrls: readonly string[] = [
  '',
  ...OPTIONS,
  ...OPTIONS.flatMap((one) => [`ssh://${one}/o/r`, `ssh://git@${one}/o/r`, `ssh://${one}@example.org/o/r`]),
  ...OPTIONS.flatMap((one) => [`git@${one}:o/r`, `git@example.org:${one}`, `https://example.org/${one}/r`]),
  ...CHARACTERS.flatMap((bad) => inAddresses.map((form) => form(bad))),
  ...['ext', 'fd', 'EXT', 'https', 'ssh', 'file', 'http', 'origin', 'ext::ext', 'git-remote-ext'].flatMap(
    (name) => [`${name}::sh -c ${MARK}`, `${name}::17`, `${name}::https://example.org/o/r`],
  ),
  ...SCHEMES.map((scheme) => `${scheme}://example.org/o/r`),
  ...['https', 'http', 'ssh', 'git+https', 'git+ssh'].map(
    (scheme) => `${scheme}://me:${SECRET}@example.org/o/r`,
  ),
  ...[
    `https://${SECRET}@github.com/o/r`,
    `me:${SECRET}@example.org:o/r`,
    `https://a@b:${SECRET}@example.org/o/r`,
  ],
  ...[`https://example.org/o/r?access_token=${SECRET}`, `https://example.org/o/r?token=${SECRET}#x`],
  ...[
    '../r',
    '..',
    '/etc/passwd',
    '~/r',
    'C:\\r',
    'C:/r',
    '\\\\host\\share',
    './r',
    'r',
    'o/r',
    'file:///etc',
  ],
  ...['file://example.org/r', 'file:r', 'file://localhost/etc', 'FILE:///etc/passwd', 'git+file:///etc'],
  ...[
    'https://',
    'https:///r',
    'https://example.org',
    'https://example.org/',
    'https://:80/r',
    'ssh://git@/r',
  ],
  ...[
    'https://example.org:999999/o/r',
    'https://example.org:x/o/r',
    'https://.example.org/r',
    'https://[::1/r',
  ],
  ...[
    'https://example.org/../r',
    'https://example.org/o/..',
    'https://example.org/o/./r',
    'https://example.org//r',
  ],
  ...[
    '%2e%2e',
    '%2E%2E/x',
    '%00',
    '%0a',
    '%0d%0aX',
    '%1b[2J',
    '%2d-upload-pack=x',
    '%',
    '%zz',
    '%c0%ae',
    '%5c',
    '%27',
    '%60id%60',
    '%24(id)',
  ].map((part) => `https://example.org/o/${part}`),
  ...[
    'github:o',
    'github:',
    'github:o/r/x',
    'github:../r',
    'github:o/..',
    'gitlab:-x/r',
    'bitbucket:o/-r',
    'github:/r',
  ],
  ...[
    'http://example.org/o/r',
    'http://127.0.0.1.example.org/r',
    'http://localhost.example.org/r',
    'HTTP://example.org/r',
  ],
  ...[
    'https://exаmple.org/o/r',
    'https://example.org/o/r🙂',
    `https://example.org/${'a'.repeat(3000)}`,
    'git@:r',
    '@example.org:r',
  ],
];

export const hostileRefs: readonly string[] = [
  '',
  ...OPTIONS,
  ...OPTIONS.map((one) => `refs/heads/${one}`),
  ...CHARACTERS.filter((one) => !/^[!\u2028\u202e\u200b％]$/.test(one)).flatMap((bad) => [
    `ma${bad}in`,
    `${bad}main`,
  ]),
  ...[
    'a..b',
    '..',
    '@',
    '@{-1}',
    'main@{1}',
    'main~1',
    'main^',
    'main^{tree}',
    ':/fix',
    'main:README',
    '*',
    '?',
    '[a]',
  ],
  ...[
    '.hidden',
    'a/.b',
    'a//b',
    '/a',
    'a/',
    'a.lock',
    'a.lock/b',
    'a.',
    'HEAD^{/x}',
    '+main',
    'main:refs/heads/x',
  ].filter((one) => one !== '+main'),
  'x'.repeat(300),
];

export const hostileNames: readonly string[] = [
  '',
  ...OPTIONS,
  ...CHARACTERS.flatMap((bad) => [`na${bad}me`, `${bad}name`]),
  ...[
    '..',
    '.',
    '../x',
    'a/b',
    'a..b',
    '.git',
    '/etc',
    'C:\\x',
    'ü',
    '@scope/x',
    'a:b',
    'x'.repeat(200),
    '{options.x}',
    '${x}',
  ],
];
