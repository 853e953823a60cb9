/** What packages give to projects of other languages. */
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Linked, Offer } from '../toolchain.js';
import { parsePackageJson, scriptsOf } from './package-json.js';

/** A page: what Vite and most others leave in `dist`. */
export function offers(directory: string, tree: Tree): readonly (Linked & { readonly offer: Offer })[] {
  const path = join(directory, 'package.json');
  const text = tree.has(path) ? tree.read(path) : undefined;
  if (text === undefined) return [];
  const { fields } = parsePackageJson({ path, text });
  if (!isPage(directory, tree) || !scriptsOf(fields).has('build')) return [];
  const offer = {
    is: 'files' as const,
    name: fields.name ?? directory,
    root: directory,
    folder: join(directory, 'dist'),
  };
  return [{ offer, texts: {}, commands: [] }];
}

export function isPage(directory: string, tree: Tree): boolean {
  return tree.has(join(directory, 'index.html')) || tree.has(join(directory, 'src/index.html'));
}
