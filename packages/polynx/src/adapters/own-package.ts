/**
 * Where the installed polynx lies, with its manifest. In the package this file is bundled into `dist`, or
 * into a folder of it.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface OwnPackage {
  /** Absolute. */
  readonly folder: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly engines: { readonly node?: string };
}

export function ownPackage(): OwnPackage {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const manifest = manifestIn(folder);
    if (manifest?.name === 'polynx') return { ...manifest, folder };
    if (dirname(folder) === folder) throw new Error(`no package.json of polynx above ${here}`);
  }
}

function manifestIn(folder: string): (Omit<OwnPackage, 'folder'> & { name?: string }) | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
