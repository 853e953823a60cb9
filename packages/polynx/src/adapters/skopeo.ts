/**
 * How skopeo is called, which speaks to registries: https://github.com/containers/skopeo. Every name has been
 * checked by `model/image-names.ts` before it comes here.
 */
import type { Registry } from '../model/image-names.js';
import type { Command } from '../model/task.js';

export const INSTALL =
  'It speaks to registries for polynx. Install skopeo (https://github.com/containers/skopeo): apt-get install skopeo, dnf install skopeo, brew install skopeo, nix shell nixpkgs#skopeo.';

export interface Remote extends Registry {
  /** With the prefix of the registry. */
  readonly repository: string;
  /** A file with credentials, in the form of Docker's; absent: where skopeo looks itself. */
  readonly authFile?: string;
}

/** `@sha256:…` or `:tag` behind it. */
export function referenceOf({ host, repository }: Remote, suffix: string): string {
  return `${host}/${repository}${suffix}`;
}

/**
 * From the layout in that folder. NB what is sent has been made here: a policy of signatures is for what
 * comes from elsewhere.
 */
export function sendCommand(layout: string, name: string | undefined, to: Remote, suffix: string): Command {
  return {
    program: 'skopeo',
    args: [
      '--insecure-policy',
      'copy',
      '--all',
      '--preserve-digests',
      ...access('dest', to),
      // NB seen from the folder, whose own path may hold a colon.
      name === undefined ? 'oci:.' : `oci:.:${name}`,
      `docker://${referenceOf(to, suffix)}`,
    ],
    cwd: layout,
  };
}

/** What the registry has there, which is for no platform, into a layout. */
export function copyCommand(from: Remote, suffix: string, layout: string): Command {
  return {
    program: 'skopeo',
    args: [
      '--insecure-policy',
      'copy',
      '--preserve-digests',
      ...access('src', from),
      `docker://${referenceOf(from, suffix)}`,
      'oci:.:copy',
    ],
    cwd: layout,
  };
}

/** What the registry has there, byte by byte. */
export function rawCommand(at: Remote, suffix: string): Command {
  return {
    program: 'skopeo',
    args: ['inspect', '--raw', ...access('', at), `docker://${referenceOf(at, suffix)}`],
    cwd: '.',
  };
}

/**
 * The image for one platform into a layout. NB skopeo compares what comes with the digest; who signed it is
 * said by whoever chose the digest.
 */
export function fetchCommand(from: Remote, digest: string, architecture: string, layout: string): Command {
  return {
    program: 'skopeo',
    args: [
      '--insecure-policy',
      '--override-os=linux',
      `--override-arch=${architecture}`,
      'copy',
      ...access('src', from),
      `docker://${referenceOf(from, `@${digest}`)}`,
      `oci:.:${architecture}`,
    ],
    cwd: layout,
  };
}

function access(side: 'dest' | 'src' | '', { isPlain, authFile }: Remote): string[] {
  const option = (name: string) => `--${side === '' ? '' : `${side}-`}${name}`;
  return [
    ...(isPlain ? [`${option('tls-verify')}=false`] : []),
    ...(authFile === undefined ? [] : [`${option('authfile')}=${authFile}`]),
  ];
}

/** What is wrong, as far as it decides what to do. */
export type PushProblem =
  | 'unreachable'
  | 'busy'
  | 'credentials'
  | 'forbidden'
  | 'missing'
  | 'name'
  | 'immutable'
  | 'plain'
  | 'certificate'
  | 'space'
  | 'other';

/** NB in this order: the text of a refusal may hold words of several. */
const PROBLEMS: readonly (readonly [PushProblem, RegExp])[] = [
  ['plain', /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/i],
  ['certificate', /x509:|certificate (?:is|has|signed)/i],
  ['immutable', /immutable|cannot be overwritten|TAG_INVALID|tag (?:is|was) (?:locked|protected)|\b409\b/i],
  ['credentials', /unauthorized|authentication required|invalid username|no basic auth|\b401\b/i],
  ['forbidden', /\bdenied\b|forbidden|\b403\b/i],
  ['busy', /toomanyrequests|too many requests|\b429\b|\b50[0234]\b|service unavailable|bad gateway/i],
  [
    'missing',
    /manifest unknown|MANIFEST_UNKNOWN|name unknown|NAME_UNKNOWN|repository name not known|not found|\b404\b/i,
  ],
  ['name', /NAME_INVALID|invalid repository name|invalid reference format|\b400\b/i],
  ['space', /no space left on device/i],
  [
    'unreachable',
    /dial tcp|connection refused|connection reset|broken pipe|no such host|i\/o timeout|timeout|timed out|EOF|network is unreachable|no route to host|use of closed network connection|server closed|deadline exceeded|GOAWAY|stream error|pinging container registry/i,
  ],
];

export function problemIn(line: string): PushProblem {
  return PROBLEMS.find(([, words]) => words.test(line))?.[0] ?? 'other';
}

/** `time="…" level=fatal msg="…"`: the message of the last such line, else the last line. */
export function messageIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const last = lines.findLast((line) => / level=(?:fatal|error) /.test(line)) ?? lines.at(-1) ?? '';
  const at = last.indexOf(' msg=');
  if (at < 0) return last.trim() === '' ? 'skopeo says nothing' : last.trim();
  const text = last.slice(at + ' msg='.length).trim();
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
