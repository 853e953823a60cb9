import { lineOf } from '../model/line-of.js';
import type { Project } from '../model/project.js';
import type { Tree } from '../model/tree.js';

/** The file of its settings that says so, with the line. */
export function settingPlace(
  { settingsIn = [], manifest }: Project,
  tree: Tree,
  field: string,
  name: string,
): { readonly file: string; readonly line?: number } {
  const found = [...settingsIn, manifest].flatMap((file) => {
    const line = lineOf(tree.read(file) ?? '', field, name);
    return line === undefined ? [] : [{ file, line }];
  });
  return found[0] ?? { file: manifest };
}
