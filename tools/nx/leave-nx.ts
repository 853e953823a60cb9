import { delimiter, dirname } from 'node:path';

/**
 * The environment as it was before Nx started the task. The Nx that a test runs must not take itself for a
 * part of this run, and tools must be those of the user's PATH: nx:run-commands puts every node_modules/.bin
 * before it, and the folder of Node, which on Debian is that of an old cargo too.
 */
export function leaveNx(env: Record<string, string | undefined>): void {
  if (env['NX_TASK_TARGET_PROJECT'] === undefined) return;
  for (const name of Object.keys(env)) if (name.startsWith('NX_')) delete env[name];
  delete env['FORCE_COLOR'];
  const folders = (env['PATH'] ?? '').split(delimiter);
  while (folders[0]?.endsWith('node_modules/.bin')) folders.shift();
  if (folders[0] === dirname(process.execPath)) folders.shift();
  env['PATH'] = folders.join(delimiter);
}
