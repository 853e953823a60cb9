import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Name and hash of every file that git does not ignore, below a line with the key of the answer that was made from them. For `polynx why`. */
export const FILE_LIST = '.nx/polynx/files';

export function writeFileList(
  workspaceRoot: string,
  key: string,
  all: readonly { readonly file: string; readonly hash: string }[],
): void {
  const file = join(workspaceRoot, FILE_LIST);
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, [key, ...all.map(({ file: name, hash }) => `${name}\0${hash}`)].join('\n'));
    renameSync(temporary, file);
  } catch {
    // Nothing depends on it but an explanation.
  }
}
