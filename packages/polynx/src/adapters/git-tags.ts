import { answerOf } from './run.js';

const INSTALL = 'Install git: https://git-scm.com/downloads';

/** Tags of the commits that the one that is checked out comes from. Outside a repository: none. */
export function tagNames(workspaceRoot: string): Promise<string[]> {
  return tags(workspaceRoot, '--merged');
}

/** Tags of the commit that is checked out. */
export function tagsAtHead(workspaceRoot: string): Promise<string[]> {
  return tags(workspaceRoot, '--points-at');
}

async function tags(workspaceRoot: string, which: string): Promise<string[]> {
  const command = { program: 'git', args: ['tag', which, 'HEAD'], cwd: '.' };
  try {
    const { stdout } = await answerOf(command, { workspaceRoot, install: INSTALL });
    return stdout.split('\n').filter((name) => name !== '');
  } catch {
    return [];
  }
}
