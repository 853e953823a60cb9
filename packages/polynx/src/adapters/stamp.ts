/** What git and the environment say of the commit. */
import { sourceDate } from '../model/source-date.js';
import { type Stamp, UNKNOWN } from '../model/stamp.js';
import { answerOf, type Env } from './run.js';

/**
 * Where git knows nothing (no repository, a checkout without a branch), variables of the same names do; else
 * `unknown`.
 */
export async function stampOf(workspaceRoot: string, env: Env): Promise<Stamp> {
  const answer = async (...args: string[]) => (await git(workspaceRoot, args))?.trim();
  const hash = await answer('rev-parse', 'HEAD');
  const branch = await answer('symbolic-ref', '--quiet', '--short', 'HEAD');
  const changes =
    hash === undefined ? undefined : await answer('status', '--porcelain', '--untracked-files=no');
  const seconds = hash === undefined ? undefined : await answer('log', '-1', '--format=%ct');
  const or = (value: string | undefined, name: keyof Stamp) => value || env[name] || UNKNOWN;
  return {
    GIT_HASH: or(hash, 'GIT_HASH'),
    GIT_BRANCH: or(branch, 'GIT_BRANCH'),
    GIT_DIRTY: or(changes === undefined ? undefined : String(changes !== ''), 'GIT_DIRTY'),
    BUILD_TIME: or(timeOf(sourceDate(env)?.toString() ?? seconds), 'BUILD_TIME'),
  };
}

function timeOf(seconds: string | undefined): string | undefined {
  if (seconds === undefined || seconds === '') return undefined;
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

async function git(workspaceRoot: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await answerOf(
      { program: 'git', args, cwd: '.' },
      { workspaceRoot, install: '' },
    );
    return exitCode === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
