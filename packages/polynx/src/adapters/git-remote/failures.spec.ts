import { expect, it } from 'vitest';
import { gitUrl } from '../../model/git-urls.js';
import { environmentFor } from './command.js';
import { tokenFor, tokenSettings, withoutToken } from './credentials.js';
import { classifyRemote, remoteError } from './failures.js';

it.each([
  ["fatal: repository 'https://example.org/o/r/' not found", 'url'],
  ["fatal: '/srv/r' does not appear to be a git repository", 'url'],
  ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'url'],
  ["fatal: unable to access 'https://example.org/r/': The requested URL returned error: 404", 'url'],
  ["fatal: could not read Username for 'https://example.org': terminal prompts disabled", 'credentials'],
  ["fatal: Authentication failed for 'https://example.org/o/r/'", 'credentials'],
  ["fatal: unable to access 'https://example.org/r/': The requested URL returned error: 403", 'credentials'],
  [
    'git@example.org: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'credentials',
  ],
  ['remote: HTTP Basic: Access denied\nfatal: Authentication failed', 'credentials'],
  ['fatal: timed out after 60 seconds', 'timeout'],
  ['ssh: connect to host example.org port 22: Connection timed out', 'timeout'],
  [
    "fatal: unable to access 'https://example.org/': Failed to connect to example.org port 443: Timeout was reached",
    'timeout',
  ],
  ['Host key verification failed.\nfatal: Could not read from remote repository.', 'host-key'],
  ["fatal: couldn't find remote ref refs/heads/x", 'ref'],
  ['fatal: remote error: upload-pack: not our ref d921afc1e40f9f6abedd6017baa1facccff3da59', 'ref'],
  ["fatal: unable to access 'https://example.org/': Could not resolve host: example.org", 'unreachable'],
  ['ssh: connect to host 127.0.0.1 port 1: Connection refused', 'unreachable'],
  [
    "fatal: unable to access 'https://x/': SSL certificate problem: unable to get local issuer certificate",
    'certificate',
  ],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 301", 'moved'],
  ['remote: Permission to o/r.git denied to me.', 'credentials'],
  ['fatal: could not create work tree dir: Permission denied', 'other'],
  ['fatal: something new', 'other'],
])('%s', (said, kind) => {
  expect(classifyRemote(said)).toBe(kind);
});

it('each failure says what to do, and no two say the same', () => {
  const messages = [
    "repository 'x' not found",
    'Authentication failed',
    'timed out',
    "couldn't find remote ref",
    'Connection refused',
    'Host key verification failed',
  ].map((said) => remoteError('https://example.org/o/r', `fatal: ${said}`, 60).message.split('\n'));
  expect(new Set(messages.map(([what]) => what)).size).toBe(messages.length);
  expect(new Set(messages.map(([, todo]) => todo)).size).toBe(messages.length);
  expect(remoteError('https://github.com/o/r', 'Authentication failed', 60).message).toContain(
    'Set GITHUB_TOKEN,',
  );
  expect(remoteError('https://example.org/o/r', 'Authentication failed', 60).message).toContain(
    'GIT_TOKEN (with GIT_TOKEN_HOST=example.org',
  );
  expect(remoteError('https://github.com/o/r', 'Authentication failed', 60, 'GH_TOKEN').message).toContain(
    'refused the token in GH_TOKEN',
  );
  expect(remoteError('git@example.org:o/r', 'Permission denied (publickey).', 60).message).toContain(
    'ssh-add',
  );
});

it.each([
  ['https://github.com/o/r', { GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }, 'GITHUB_TOKEN'],
  ['https://github.com/o/r', { GITHUB_TOKEN: ' ', GH_TOKEN: 'b' }, 'GH_TOKEN'],
  [
    'https://git.firm.example/o/r',
    { GITHUB_TOKEN: 'a', GITHUB_SERVER_URL: 'https://git.firm.example' },
    'GITHUB_TOKEN',
  ],
  ['https://gitlab.com/o/r', { GITLAB_TOKEN: 'a' }, 'GITLAB_TOKEN'],
  ['https://git.firm.example/o/r', { CI_JOB_TOKEN: 'a', CI_SERVER_HOST: 'git.firm.example' }, 'CI_JOB_TOKEN'],
  ['https://bitbucket.org/o/r', { BITBUCKET_TOKEN: 'a' }, 'BITBUCKET_TOKEN'],
  ['https://example.org:8443/o/r', { GIT_TOKEN: 'a', GIT_TOKEN_HOST: 'example.org:8443' }, 'GIT_TOKEN'],
  ['http://127.0.0.1:1/o/r', { GIT_TOKEN: 'a', GIT_TOKEN_HOST: '127.0.0.1:1' }, 'GIT_TOKEN'],
  // To another host, in the clear, or where ssh asks: none.
  ['https://example.org/o/r', { GITHUB_TOKEN: 'a', GITLAB_TOKEN: 'a', GIT_TOKEN: 'a' }, undefined],
  ['https://github.com.example.org/o/r', { GITHUB_TOKEN: 'a' }, undefined],
  ['https://example.org/github.com/r', { GITHUB_TOKEN: 'a' }, undefined],
  ['http://example.org/o/r', { GIT_TOKEN: 'a', GIT_TOKEN_HOST: 'example.org' }, undefined],
  ['ssh://git@github.com/o/r', { GITHUB_TOKEN: 'a' }, undefined],
  ['git@github.com:o/r', { GITHUB_TOKEN: 'a' }, undefined],
])('the token for %s from %j is that of %s', (url, env, variable) => {
  expect(tokenFor(url, env)?.variable).toBe(variable);
});

it('a token is in the environment of git for its host alone, follows no redirection, and is in no text', () => {
  const url = gitUrl('https://github.com/o/r');
  const token = { user: 'x-access-token', secret: 's3cr+t', variable: 'GITHUB_TOKEN' };
  const basic = Buffer.from('x-access-token:s3cr+t').toString('base64');
  const env = environmentFor(url, token, undefined, {
    ...{
      HOME: '/home/me',
      GIT_DIR: '/r',
      GIT_TRACE_CURL: '1',
      GIT_ASKPASS: 'ask',
      GIT_ALLOW_PROTOCOL: 'ext',
    },
    ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' },
  });
  expect(env).toEqual({
    ...{
      HOME: '/home/me',
      GIT_ASKPASS: 'ask',
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GCM_INTERACTIVE: 'never',
    },
    ...{ GIT_ALLOW_PROTOCOL: 'https:ssh', GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=15' },
    ...{ GIT_CONFIG_COUNT: '3', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' },
    ...{ GIT_CONFIG_KEY_1: 'http.https://github.com/.extraHeader' },
    ...{ GIT_CONFIG_VALUE_1: `Authorization: Basic ${basic}` },
    ...{ GIT_CONFIG_KEY_2: 'http.followRedirects', GIT_CONFIG_VALUE_2: 'false' },
  });
  expect(withoutToken(`a s3cr+t, s3cr%2Bt and ${basic}.`, token)).toBe('a …, … and ….');
  expect(tokenSettings('http://127.0.0.1:8/r', token)[0]?.[0]).toBe('http.http://127.0.0.1:8/.extraHeader');
});
