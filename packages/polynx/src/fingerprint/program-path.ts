import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toPosix } from '../model/native-paths.js';

/** Letters, digits and `-._~/` stay; everything else is percent-encoded. */
export function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

/**
 * The command is part of the key: it must be the same in every checkout, wherever the package manager really
 * keeps the package.
 */
export function programPath(workspaceRoot: string): string {
  for (const place of ['node_modules/polynx', '.nx/installation/node_modules/polynx']) {
    const file = `${place}/dist/fingerprint.js`;
    if (existsSync(join(workspaceRoot, file))) return file;
  }
  // A bundler may put this code into a folder of its own.
  const here = dirname(fileURLToPath(import.meta.url));
  const folder =
    [here, dirname(here)].find((candidate) => existsSync(join(candidate, 'fingerprint.js'))) ?? here;
  return encode(toPosix(relative(workspaceRoot, join(folder, 'fingerprint.js'))));
}
