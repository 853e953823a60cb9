import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestError } from '../../packages/polynx/src/model/errors.js';
import type { Tree } from '../../packages/polynx/src/model/tree.js';
import { go } from '../../packages/polynx/src/toolchains/go/index.js';
import type { GoManifest } from '../../packages/polynx/src/toolchains/go/modules.js';
import type { Manifests } from '../../packages/polynx/src/toolchains/toolchain.js';

const SHARED = process.env['POLYNX_SHARED'] ?? join(import.meta.dirname, '../../../shared');

export function expandCorpus(name: string, directory: string): string {
  execFileSync(process.execPath, [
    join(SHARED, 'corpus/expand.mjs'),
    join(SHARED, `corpus/${name}.json.gz`),
    directory,
  ]);
  return directory;
}

export function generateGoWorkspace(directory: string, args: readonly string[]): string {
  execFileSync(process.execPath, [join(SHARED, 'bench/gen-go-workspace.mjs'), '--out', directory, ...args]);
  return directory;
}

export function filesBelow(root: string, directory = ''): string[] {
  return readdirSync(join(root, directory), { withFileTypes: true })
    .flatMap((entry) => {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(root, path) : [path];
    })
    .sort();
}

/** Every manifest of the tree, those in fixtures too. */
export function manifestsOf(tree: Tree): Manifests<GoManifest> {
  const manifests = new Map<string, GoManifest>();
  const broken = new Map<string, ManifestError>();
  for (const path of tree.files.filter((file) => /(^|\/)go\.(mod|work)$/.test(file)))
    manifests.set(path, go.parse({ path, text: tree.read(path) ?? '' }) as GoManifest);
  return { [Symbol.iterator]: () => manifests.entries(), get: (path) => manifests.get(path), broken };
}
