/**
 * What a tool takes from the environment and from its own settings. Small: the fingerprint program loads it
 * each time Nx hashes.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { ConfigurationPlace, Identity } from '../model/identity.js';
import { hostPlatform } from '../model/platform.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** The environment, completed by the tool's own settings. NB the environment wins over the file. */
export function settingsOf({ settingsFile }: Pick<Identity, 'settingsFile'>, env: Env): Env {
  const file = settingsFile?.(env, process.platform);
  const text = file === undefined ? undefined : read(file);
  const own = (text ?? '').split('\n').flatMap((line) => {
    const [, name, value = ''] = /^(\w+)=(.*?)\r?$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(own), ...env };
}

export function placeOf(workspaceRoot: string, env: Env, directory = '.'): ConfigurationPlace {
  return { workspaceRoot, directory, home: homedir(), platform: hostPlatform(), env, read };
}

/** Why no key can say what the result is made from. */
export function unknowable(
  identity: Pick<Identity, 'settingsFile' | 'unknowable'>,
  workspaceRoot: string,
  env: Env,
): string | undefined {
  return identity.unknowable?.(placeOf(workspaceRoot, settingsOf(identity, env)));
}

export function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
