/** Manifests around a member that is moved or removed. */
import { dirname, isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { addToJsonc } from '../shared/jsonc-edit.js';
import { changedTexts, moveQuoted, relocateInList } from '../shared/relocation.js';
import type { Relocation } from '../toolchain.js';
import { parseDenoJson } from './deno-json.js';
import { directoryMatcher } from './members.js';

export function relocate(from: string, to: string | undefined, tree: Tree): Relocation {
  const manifests = tree.files.filter((file) => /(?:^|\/)deno\.jsonc?$/.test(file));
  if (!manifests.some((file) => isInside(file, from))) return { texts: {}, commands: [] };
  const texts = manifests.map((file) => {
    const text = tree.read(file) ?? '';
    const lists = [['workspace'], ['workspace', 'members']];
    const listed = lists.reduce((changed, list) => relocateInList(changed, list, file, from, to), text);
    if (to === undefined) return [file, listed] as const;
    return [file, covered(moveQuoted(listed, file, { from, to }), file, from, to)] as const;
  });
  return { texts: changedTexts((path) => tree.read(path), texts), commands: [] };
}

/** A member that a pattern took in may be out of its reach. */
function covered(text: string, file: string, from: string, to: string): string {
  const root = dirname(file);
  const { workspace, json } = parseDenoJson({ path: file, text });
  const has = (directory: string) =>
    (workspace ?? []).some((pattern) =>
      directoryMatcher(pattern.replace(/^\.\//, '').replace(/\/$/, ''))(relative(root, directory)),
    );
  if (isInside(root, from) || !has(from) || has(to)) return text;
  const isList = Array.isArray(json.workspace);
  return addToJsonc(text, isList ? ['workspace'] : ['workspace', 'members'], `./${join(relative(root, to))}`);
}
