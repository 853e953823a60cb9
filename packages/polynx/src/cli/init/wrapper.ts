/** Nx without a package.json. https://nx.dev/recipes/installation/install-non-javascript */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeBeside } from '../../adapters/write-beside.js';
import { INSTALLATION, withLines } from '../../generators/init/gitignore.js';
import { setInstallation } from './nx-json-file.js';
import type { Source } from './source.js';

export const WRAPPER = '.nx/nxw.js';

/** The texts that Nx has for it. NB no public API, in Nx 23 and 24 alike. */
interface NxTexts {
  getNxWrapperContents(): string;
  getShellScriptContents(): string;
  getBatchScriptContents(): string;
}

export async function writeWrapper(root: string, nx: string, source: Source): Promise<void> {
  setInstallation(root, nx, source.file === undefined ? source.version : `file:../../${source.file}`);
  const require = createRequire(import.meta.url);
  const texts = require('nx/src/command-line/init/implementation/dot-nx/add-nx-scripts.js') as NxTexts;
  const files: readonly (readonly [path: string, text: string, mode: number])[] = [
    [WRAPPER, texts.getNxWrapperContents(), 0o644],
    ['nx', texts.getShellScriptContents(), 0o755],
    ['nx.bat', texts.getBatchScriptContents(), 0o644],
  ];
  for (const [path, text, mode] of files)
    if (!isThere(join(root, path))) writeBeside(join(root, path), Buffer.from(text), mode);
  ignoreInstallation(root);
  forgetHalfInstalled(root, source);
}

/** NB before the wrapper installs: the generator would find projects there. */
function ignoreInstallation(root: string): void {
  const file = join(root, '.gitignore');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const isThere = text.split(/\r?\n/).some((line) => line.replace(/^\/|\/$/g, '') === INSTALLATION);
  if (!isThere) writeBeside(file, Buffer.from(withLines(text, [INSTALLATION])), 0o644);
}

/** One that an interruption left empty is not there. */
function isThere(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').trim() !== '';
}

/**
 * NB the wrapper looks at the version of Nx alone, and takes an installation without polynx, or with the file
 * as it was, for complete.
 */
function forgetHalfInstalled(root: string, { version }: Source): void {
  const manifest = join(root, INSTALLATION, 'node_modules/polynx/package.json');
  if (installedVersion(manifest) === version) return;
  // npm compares a packed file with the digest in its lock.
  for (const name of [
    'package.json',
    'package-lock.json',
    'node_modules/.package-lock.json',
    'node_modules/polynx',
  ])
    rmSync(join(root, INSTALLATION, name), { recursive: true, force: true });
}

function installedVersion(manifest: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
