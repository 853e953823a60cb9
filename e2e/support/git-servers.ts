/** Servers of git on this machine, as real as those of a host: git's own http-backend, and sshd. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { debianPackages, libraryPath } from './debian.js';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-e2e-git-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Repositories that a server has, each a folder of files that are committed. */
export interface Upstream {
  readonly folder: string;
  git(repository: string, ...args: readonly string[]): Promise<string>;
  /** Writes files, and commits them. @returns the commit */
  commit(repository: string, files: Readonly<Record<string, string>>, message?: string): Promise<string>;
}

export function upstream(): Upstream {
  const folder = temporary();
  chmodSync(folder, 0o755);
  const git: Upstream['git'] = async (repository, ...args) => {
    const author = [
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.invalid',
      '-c',
      'protocol.file.allow=always',
    ];
    return (await execa('git', [...author, ...args], { cwd: join(folder, repository) })).stdout;
  };
  return {
    folder,
    git,
    commit: async (repository, files, message = 'change') => {
      mkdirSync(join(folder, repository), { recursive: true });
      await git(repository, 'init', '--quiet', '--initial-branch=main');
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, repository, name), text);
      await git(repository, 'add', '--all');
      await git(repository, 'commit', '--quiet', '-m', message);
      return (await git(repository, 'rev-parse', 'HEAD')).trim();
    },
  };
}

export interface HttpGit {
  readonly url: string;
  readonly host: string;
  /** Values of the header Authorization that came. */
  readonly asked: (string | undefined)[];
  close(): void;
}

/** Below /slow nothing is ever answered; all else asks for the token as password. */
export async function httpGit({ folder }: Upstream, token: string): Promise<HttpGit> {
  const asked: (string | undefined)[] = [];
  const program = join((await execa('git', ['--exec-path'])).stdout, 'git-http-backend');
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    if (request.url?.startsWith('/slow')) return;
    const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
    if (Buffer.from(basic, 'base64').toString().split(':')[1] !== token) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    answer(program, folder, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return { url: `http://${host}`, host, asked, close };
}

/** https://git-scm.com/docs/git-http-backend, https://www.rfc-editor.org/rfc/rfc3875 */
function answer(program: string, folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn(program, {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'someone',
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const bytes = Buffer.concat(chunks);
    const end = bytes.indexOf('\r\n\r\n');
    const headers = bytes.subarray(0, end).toString().split('\r\n');
    const fieldOf = (line: string) => line.slice(line.indexOf(':') + 1).trim();
    const status = headers.find((line) => /^status:/i.test(line));
    for (const line of headers)
      if (!/^status:/i.test(line)) response.setHeader(line.slice(0, line.indexOf(':')), fieldOf(line));
    response
      .writeHead(status === undefined ? 200 : Number.parseInt(fieldOf(status), 10))
      .end(bytes.subarray(end + 4));
  });
}

export interface SshGit {
  readonly url: string;
  /** For ssh, so that nothing of the user's is touched: what hosts are known is in a file of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes the host one that is known. */
  know(): Promise<void>;
  /** Makes the agent have the key. */
  addKey(): Promise<void>;
}

/** NB sshd as root wants a user of its own on the machine: here it is started as another one, called git. */
export async function sshGit({ folder }: Upstream): Promise<SshGit> {
  const root = await debianPackages('openssh-server', 'libnss-wrapper', 'libwrap0');
  const home = temporary();
  const [at, port] = [(name: string) => join(home, name), await freePort()];
  const { uid, gid, prefix } = userOfServer();
  for (const key of ['host', 'client'])
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  copyFileSync(at('client.pub'), at('authorized'));
  const files = {
    passwd: `git:x:${uid}:${gid}:git:${home}:/bin/sh\n`,
    group: `git:x:${gid}:\n`,
    '.gitconfig': '[safe]\n  directory = *\n',
    config: [
      ...[
        'ListenAddress 127.0.0.1',
        `Port ${port}`,
        `HostKey ${at('host')}`,
        `AuthorizedKeysFile ${at('authorized')}`,
      ],
      ...[
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PidFile none',
      ],
    ].join('\n'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
  chmodSync(home, 0o755);
  if (prefix.length > 0) chownSync(at('host'), uid, gid);
  const libraries = libraryPath(root);
  const [program = '', ...args] = [...prefix, join(root, 'usr/sbin/sshd'), '-D', '-e', '-f', at('config')];
  const server = spawn(program, args, {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      LD_LIBRARY_PATH: libraries,
      LD_PRELOAD: join(libraries, 'libnss_wrapper.so'),
      NSS_WRAPPER_PASSWD: at('passwd'),
      NSS_WRAPPER_GROUP: at('group'),
    },
  });
  const agent = spawn('ssh-agent', ['-D', '-a', at('agent')], { stdio: 'ignore' });
  onTestFinished(() => {
    server.kill();
    agent.kill();
  });
  await setTimeout(500);
  const env = {
    SSH_AUTH_SOCK: at('agent'),
    GIT_SSH_COMMAND: `ssh -F none -o UserKnownHostsFile=${at('known')} -o StrictHostKeyChecking=yes`,
  };
  return {
    url: `ssh://git@127.0.0.1:${port}${folder}`,
    env,
    know: async () =>
      writeFileSync(at('known'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`),
    addKey: async () => {
      await execa('ssh-add', ['-q', at('client')], { env });
    },
  };
}

function userOfServer(): { readonly uid: number; readonly gid: number; readonly prefix: readonly string[] } {
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  if (uid !== 0) return { uid, gid, prefix: [] };
  const unprivileged = 65534;
  return {
    uid: unprivileged,
    gid: unprivileged,
    prefix: ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups'],
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as AddressInfo;
      socket.close(() => resolve(port));
    });
  });
}
