/** Where programs lie. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Of an environment. NB Windows calls it `Path`, and a copy of `process.env` knows it by that name only. */
export function pathOf(env: Env = {}, platform: string = process.platform): string | undefined {
  if (platform !== 'win32' || env['PATH'] !== undefined) return env['PATH'];
  const name = Object.keys(env).find((one) => one.toUpperCase() === 'PATH');
  return name === undefined ? undefined : env[name];
}

/**
 * File names by which a program may be started, in the order in which Windows looks for them.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/start#remarks
 */
export function fileNames(program: string, env: Env, platform: string = process.platform): string[] {
  if (platform !== 'win32') return [program];
  const { PATHEXT = '.COM;.EXE;.BAT;.CMD' } = env;
  const endings = PATHEXT.split(';').filter((ending) => ending.startsWith('.'));
  const hasEnding = endings.some((ending) => program.toUpperCase().endsWith(ending.toUpperCase()));
  return [...(hasEnding ? [program] : []), ...endings.map((ending) => program + ending.toLowerCase())];
}

/** The first of that name on PATH. */
export function findProgram(
  program: string,
  path: string | undefined = pathOf(process.env),
): string | undefined {
  const names = fileNames(program, process.env);
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);
}

export function isInstalled(program: string, path?: string): boolean {
  return findProgram(program, path) !== undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
