/** Which caches and keys count: options, and the environment over them. */
import { pathToFileURL } from 'node:url';
import { OptionsError } from '../../model/errors.js';
import type { Env } from '../run.js';

export interface NixOptions {
  /** Minutes. */
  readonly timeout?: number;
  /** The most that `timeout` may be. */
  readonly maxTimeout?: number;
  readonly publicKeys?: readonly string[];
}

const MINUTES = { usual: 30, most: 60 } as const;

/** Seconds. */
export function timeoutOf({ timeout = MINUTES.usual, maxTimeout = MINUTES.most }: NixOptions): number {
  if (!(timeout > 0)) throw new OptionsError(`timeout: ${timeout} is no number of minutes.`);
  if (timeout > maxTimeout)
    throw new OptionsError(
      `timeout: ${timeout} minutes are more than ${maxTimeout}; raise maxTimeout as well if that is meant.`,
    );
  return timeout * 60;
}

/** `NIX_CACHE_URL` (several, by blanks) and the folder `NIX_LOCAL_CACHE_DIR`. */
export function cachesOf({ NIX_CACHE_URL: urls = '', NIX_LOCAL_CACHE_DIR: folder = '' }: Env): string[] {
  const local = folder === '' ? [] : [pathToFileURL(folder).href];
  return [...local, ...urls.split(/\s+/).filter((url) => url !== '')];
}

export function publicKeysOf({ publicKeys = [] }: NixOptions, env: Env): string[] {
  return [...publicKeys, ...(env['NIX_CACHE_PUBLIC_KEYS'] ?? '').split(/\s+/)].filter((key) => key !== '');
}
