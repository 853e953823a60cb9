/** Manifests around a module that is moved or removed. Its import path stays, whatever folder it lies in. */
import { basename, dirname, isInside, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { changedTexts, movedPath } from '../shared/relocation.js';
import type { Relocation } from '../toolchain.js';

export function relocate(from: string, to: string | undefined, tree: Tree): Relocation {
  const manifests = tree.files.filter((file) => /(?:^|\/)go\.(?:mod|work)$/.test(file));
  if (!manifests.some((file) => isInside(file, from))) return { texts: {}, commands: [] };
  const texts = manifests.map((file) => {
    const text = tree.read(file) ?? '';
    return [
      file,
      text
        .split('\n')
        .flatMap((line) => relocatedLine(line, file, from, to))
        .join('\n'),
    ] as const;
  });
  return { texts: changedTexts((path) => tree.read(path), texts), commands: [] };
}

/** `use ./x`, a line of a block, or `replace a => ../x`. A line that names the removed folder goes. */
function relocatedLine(line: string, file: string, from: string, to: string | undefined): string[] {
  const [code = '', ...comment] = line.split('//');
  const path = /(?:^|\s)(\.{1,2}(?:\/[^\s"]*)?)\s*$/.exec(code)?.[1];
  if (path === undefined) return [line];
  if (to === undefined) return isNamed(path, file, from) ? [] : [line];
  const start = code.lastIndexOf(path);
  const moved = movedPath(path, file, { from, to });
  const dotted = moved === '.' || moved.startsWith('./') || moved.startsWith('..') ? moved : `./${moved}`;
  return [[code.slice(0, start) + dotted + code.slice(start + path.length), ...comment].join('//')];
}

function isNamed(path: string, file: string, from: string): boolean {
  return basename(file) === 'go.work' || !isInside(file, from) ? join(dirname(file), path) === from : false;
}
