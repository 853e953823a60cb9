import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Inputs } from '../model/task.js';

/**
 * The command that Nx runs, once for all tasks of a toolchain, to learn what about the machine enters the key. Nx hands it to a shell, so a directory is encoded:
 * names from a repository are untrusted.
 */
export function fingerprintCommand(workspaceRoot: string): (toolchain: string, inputs: Inputs) => string {
  const program = programPath(workspaceRoot);
  return (toolchain, { toolDirectory = '.', pinned = false, probes = [] }) =>
    [
      'node',
      program,
      toolchain,
      encode(toolDirectory),
      ...(pinned ? ['pinned'] : []),
      ...(probes.length > 0 ? [encode(JSON.stringify(probes))] : []),
    ].join(' ');
}

/** Letters, digits and `-._~/` stay; everything else is percent-encoded. */
export function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

/** The command is part of the key: it must be the same in every checkout, wherever the package manager really keeps the package. */
function programPath(workspaceRoot: string): string {
  for (const place of ['node_modules/polynx', '.nx/installation/node_modules/polynx']) {
    const file = `${place}/dist/fingerprint.js`;
    if (existsSync(join(workspaceRoot, file))) return file;
  }
  const here = join(dirname(fileURLToPath(import.meta.url)), 'fingerprint.js');
  return encode(relative(workspaceRoot, here).split(sep).join('/'));
}
