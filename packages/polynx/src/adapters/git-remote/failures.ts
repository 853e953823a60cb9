/** What went wrong between git and another repository, from git's own words: it always exits with 128. */
import { ExpectedError } from '../../model/errors.js';
import { waysToLogIn } from './credentials.js';

export type RemoteFailure =
  | 'timeout'
  | 'credentials'
  | 'host-key'
  | 'certificate'
  | 'ref'
  | 'moved'
  | 'unreachable'
  | 'url'
  | 'other';

/** NB the order counts: ssh says at last, of whatever it was, that it could not read from the repository. */
const RULES: readonly (readonly [RemoteFailure, RegExp])[] = [
  ['host-key', /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i],
  ['certificate', /certificate|SSL_ERROR|TLS handshake|gnutls_handshake/i],
  ['timeout', /timed out|Timeout was reached|Operation too slow/i],
  [
    'credentials',
    /could not read (?:Username|Password)|Authentication failed|Permission denied \(|Permission to .{1,200} denied|HTTP Basic: Access denied|returned error: 40[137]|terminal prompts disabled|Invalid username or (?:password|token)|not authorized|Too many authentication failures/i,
  ],
  ['moved', /returned error: 30\d|unable to update url base from redirection/i],
  [
    'ref',
    /couldn't find remote ref|Remote branch .* not found|not our ref|unadvertised object|upload-pack: not our ref|bad object|reference is not a tree/i,
  ],
  [
    'unreachable',
    /Could not resolve host|Failed to connect|Couldn't connect|Connection refused|Connection reset|No route to host|Network is unreachable|Name or service not known|nodename nor servname|Temporary failure in name resolution/i,
  ],
  [
    'url',
    /repository '.*' not found|not appear to be a git repository|Repository not found|returned error: 404|does not exist|not valid: is this a git repository|project you were looking for could not be found|unsupported protocol|transport '.*' not allowed/i,
  ],
];

export function classifyRemote(text: string): RemoteFailure {
  return RULES.find(([, form]) => form.test(text))?.[0] ?? 'other';
}

/** @param variable where the token that was refused comes from */
export function remoteError(url: string, said: string, seconds: number, variable?: string): ExpectedError {
  const lines = said.split('\n').map((line) => line.trim());
  const fatal = lines
    .filter((line) => /^(?:fatal|error|ssh|remote|\S+@\S+|Host key)[: ]/i.test(line))
    .slice(0, 3);
  const last = (fatal.length > 0 ? fatal : lines.filter((line) => line !== '').slice(-2)).join('\n  git: ');
  const [what, todo] = sentences(classifyRemote(said), url, seconds, variable);
  return new ExpectedError(`${url} ${what}.\n  ${todo}${last === '' ? '' : `\n  git: ${last}`}`);
}

type Sentences = readonly [what: string, todo: string];

function sentences(
  kind: RemoteFailure,
  url: string,
  seconds: number,
  variable: string | undefined,
): Sentences {
  if (kind === 'timeout')
    return [
      `did not answer within ${seconds} seconds`,
      'Is the host up, and may this machine reach it (proxy, VPN)? A large repository may need more: --gitTimeout=<seconds>.',
    ];
  const isSsh = !/^(?:https?|file):/.test(url);
  if (kind === 'credentials') return ofCredentials(url, isSsh, variable);
  if (kind !== 'url') return SENTENCES[kind];
  const more = url.startsWith('file:') ? '' : ` ${privately(url, isSsh, variable)}`;
  return ['is no git repository, or one that you may not see', `Check the address.${more}`];
}

const SENTENCES: Readonly<Record<Exclude<RemoteFailure, 'timeout' | 'credentials' | 'url'>, Sentences>> = {
  'host-key': [
    'has a host key that ssh does not know, or another one than it knows',
    'Compare the key with what the host publishes, and put it into ~/.ssh/known_hosts (ssh-keyscan).',
  ],
  certificate: [
    'has a certificate that is not trusted',
    'Have the machine trust the authority that signed it: http.sslCAInfo of git, or GIT_SSL_CAINFO.',
  ],
  moved: ['redirects to another address, which gets no token', 'Import it from the address that it has now.'],
  ref: [
    'does not have that branch, tag or commit any more',
    'Has its history been rewritten? Choose another one: nx g polynx:git-update, or --ref.',
  ],
  unreachable: ['cannot be reached', 'Check the host and the port in the address, and the network.'],
  other: ['cannot be read by git', 'What git says is below.'],
};

function ofCredentials(url: string, isSsh: boolean, variable: string | undefined): Sentences {
  if (isSsh)
    return ['refused the key of ssh', 'Load a key that the host knows (ssh-add), or take an https address.'];
  if (variable === undefined)
    return ['asks for credentials, and there are none that it takes', waysToLogIn(url)];
  return [
    `refused the token in ${variable}`,
    `Is it expired, or may it not read this repository? Replace or unset ${variable}.`,
  ];
}

function privately(url: string, isSsh: boolean, variable: string | undefined): string {
  if (isSsh) return 'A private one needs a key that may read it (ssh-add -l).';
  return `If it is private: ${variable === undefined ? waysToLogIn(url) : `may the token in ${variable} read it?`}`;
}
