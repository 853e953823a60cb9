/**
 * Git, for a repository that is not this one: without a terminal, without hooks and settings of a checkout,
 * and with the protocols that the address may have and no other.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ExpectedError, ToolMissingError } from '../../model/errors.js';
import type { GitUrl } from '../../model/git-urls.js';
import { withoutSecrets } from '../../model/secrets.js';
import { isInstalled } from '../programs.js';
import { answerOf, type Env, type RunOptions, run } from '../run.js';
import { type Token, tokenFor, tokenSettings, withoutToken } from './credentials.js';
import { remoteError } from './failures.js';

const INSTALL = 'Install git: https://git-scm.com/downloads';

/** A bare repository in a scratch folder, and what talks to the address. */
export interface Remote {
  readonly url: GitUrl;
  /** Absolute. */
  readonly folder: string;
  readonly seconds: number;
  readonly env: Env;
  /** What git prints on stdout. @throws ExpectedError that says what to do */
  ask(args: readonly string[]): Promise<string>;
  /** The same where a failure is part of the answer. */
  try(args: readonly string[]): Promise<RemoteAnswer>;
}

export interface RemoteAnswer {
  readonly success: boolean;
  readonly stdout: string;
  readonly said: string;
  readonly error: () => ExpectedError;
}

/** @param folder absolute; it is made */
export async function openRemote(
  url: GitUrl,
  folder: string,
  seconds: number,
  env: Env = process.env,
): Promise<Remote> {
  mkdirSync(folder, { recursive: true });
  if (!isInstalled('git')) throw new ToolMissingError('git', INSTALL);
  const token = tokenFor(url.url, env);
  const environment = environmentFor(url, token, await sshCommandOf(env, folder), env);
  // NB a template has hooks.
  const init = ['init', '--quiet', '--bare', '--template=', join(folder, 'git')];
  const place = { workspaceRoot: folder, install: INSTALL, env: environment };
  await answerOf({ program: 'git', args: init, cwd: '.' }, place);
  const attempt: Remote['try'] = async (args) => {
    const command = [...SETTINGS, `--git-dir=${join(folder, 'git')}`, ...args];
    const { said, ...answer } = await runGit(command, place, seconds);
    const clean = withoutSecrets(withoutToken(said, token));
    return { ...answer, said: clean, error: () => remoteError(url.url, clean, seconds, token?.variable) };
  };
  const ask: Remote['ask'] = async (args) => {
    const { success, stdout, error } = await attempt(args);
    if (!success) throw error();
    return stdout;
  };
  return { url, folder, seconds, env, ask, try: attempt };
}

async function runGit(
  args: readonly string[],
  place: Pick<RunOptions, 'workspaceRoot' | 'install' | 'env'>,
  seconds: number,
): Promise<Omit<RemoteAnswer, 'error'>> {
  const said: string[] = [];
  const { exitCode, isLate, messages } = await run(
    { program: 'git', args, cwd: '.' },
    { ...place, messages: true, sink: (text) => said.push(text), limit: seconds * 1000 },
  );
  const late = isLate === true;
  return {
    success: exitCode === 0 && !late,
    stdout: messages.join('\n'),
    said: late ? `fatal: timed out after ${seconds} seconds` : said.join(''),
  };
}

const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.autocrlf=false',
  'core.eol=lf',
  'core.symlinks=true',
  'core.quotePath=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'fetch.recurseSubmodules=false',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/** Of the repository that Nx runs in, and of whoever debugs git: its words become part of messages. */
const NOT_OURS =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|SHALLOW_FILE|GRAFT_FILE|CONFIG|CONFIG_PARAMETERS|TEMPLATE_DIR|CURL_VERBOSE|TRACE\w*|ALLOW_PROTOCOL|PROTOCOL_FROM_USER|PROXY_COMMAND|EXTERNAL_DIFF)$/;

export function environmentFor(
  url: GitUrl,
  token: Token | undefined,
  ownCommand: string | undefined,
  env: Env,
): Env {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_OURS.test(name)));
  const settings = token === undefined ? [] : tokenSettings(url.url, token);
  const first = Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0;
  return {
    ...kept,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    // NB `ext` and `fd` run programs. A setting of the user may say ssh where the address says https.
    GIT_ALLOW_PROTOCOL: [...new Set(['https', 'ssh', url.scheme])].join(':'),
    GIT_SSH_COMMAND: withoutQuestions(ownCommand ?? 'ssh'),
    ...(settings.length === 0 ? {} : { GIT_CONFIG_COUNT: String(first + settings.length) }),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${first + index}`, key],
        [`GIT_CONFIG_VALUE_${first + index}`, value],
      ]),
    ),
  };
}

/** What the user calls ssh with: settings of a repository do not count. */
async function sshCommandOf(env: Env, workspaceRoot: string): Promise<string | undefined> {
  const { GIT_SSH_COMMAND: own, GIT_SSH: program } = env;
  if (own !== undefined && own !== '') return own;
  if (program !== undefined && program !== '') return `'${program.replaceAll("'", "'\\''")}'`;
  const command = { program: 'git', args: ['config', '--global', '--get', 'core.sshCommand'], cwd: '.' };
  const { exitCode, stdout } = await answerOf(command, { workspaceRoot, install: INSTALL });
  return exitCode === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

/** NB the one of PuTTY knows no such option. */
function withoutQuestions(command: string): string {
  return /plink|putty/i.test(command) ? command : `${command} -o BatchMode=yes -o ConnectTimeout=15`;
}
