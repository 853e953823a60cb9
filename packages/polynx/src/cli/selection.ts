/** Which projects and targets a command is about. */
import { createRequire } from 'node:module';
import { ask } from '../adapters/run.js';
import { OptionsError } from '../model/errors.js';

const require = createRequire(import.meta.url);

/** NB asked of Nx itself: it knows NX_BASE, NX_HEAD and defaultBase. */
export async function affectedProjects(workspaceRoot: string): Promise<string[]> {
  const args = [require.resolve('nx/bin/nx.js'), 'show', 'projects', '--affected', '--json'];
  const env = { NX_DAEMON: 'false', NX_TUI: 'false' };
  const command = { program: process.execPath, args, cwd: '.', env };
  return JSON.parse(await ask(command, { workspaceRoot, install: '' })) as string[];
}

/** `build,test`, as `-t` takes them. */
export function parseTargets(text: string | undefined): string[] {
  const targets = (text ?? '').split(',').filter((name) => name !== '');
  if (targets.some((name) => name.startsWith('-')))
    throw new OptionsError(`--target takes names, not ${text}`);
  return targets;
}
