/**
 * Paths in manifests, when a folder of the workspace is moved. Texts in, texts out; everything that is no
 * path to the folder stays byte for byte.
 */
import { applyEdits, findNodeAtLocation, type JSONPath, modify, parseTree } from 'jsonc-parser';
import { dirname, isInside, join, relative } from '../../model/paths.js';

export interface Move {
  readonly from: string;
  readonly to: string;
}

const PROTOCOL = /^(?:file|link|portal):/;

/**
 * The word of a manifest that is a relative path, as it is written after the move: because it leads into the
 * folder, or because the manifest lies in the folder and the word leads out of it.
 */
export function movedPath(word: string, manifest: string, { from, to }: Move): string {
  const [protocol = ''] = PROTOCOL.exec(word) ?? [];
  const path = word.slice(protocol.length);
  const directory = dirname(manifest);
  const target = join(directory, path);
  if (target.startsWith('..')) return word;
  const place = (one: string) => (isInside(one, from) ? join(to, relative(from, one)) : one);
  const written = relative(place(directory), place(target));
  if (written === relative(directory, target)) return word;
  const dotted = path.startsWith('./') && !written.startsWith('.') ? `./${written}` : written;
  return protocol + dotted + (path.endsWith('/') ? '/' : '');
}

/** Quoted words that begin like a relative path, or a protocol with one. For JSON and TOML. */
export function moveQuoted(text: string, manifest: string, move: Move): string {
  return text.replace(
    /(["'])((?:(?:file|link|portal):|\.\.?(?=["'/]))[^"'\n]*)\1/g,
    (_, quote: string, word: string) => quote + movedPath(word, manifest, move) + quote,
  );
}

/** A list of folders in JSON: the entry of the one folder is changed or taken out. Patterns stay. */
export function relocateInList(
  text: string,
  path: JSONPath,
  manifest: string,
  from: string,
  to: string | undefined,
): string {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const items = (tree && findNodeAtLocation(tree, path)?.children) ?? [];
  const index = items.findIndex(
    ({ value }) => typeof value === 'string' && join(dirname(manifest), value) === from,
  );
  const item = items[index];
  if (item === undefined) return text;
  if (to === undefined) return applyEdits(text, modify(text, [...path, index], undefined, {}));
  const moved = movedPath(item.value as string, manifest, { from, to });
  return text.slice(0, item.offset) + JSON.stringify(moved) + text.slice(item.offset + item.length);
}

/** Those texts that are not what they were. */
export function changedTexts(
  before: (path: string) => string | undefined,
  texts: Iterable<readonly [path: string, text: string]>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...texts].filter(([path, text]) => before(path) !== text));
}
