import { tryWriteOwn } from './own-folder.js';

/**
 * Name and hash of every file that git does not ignore, below a line with the key of the answer that was made
 * from them. For `polynx why`.
 */
export const FILE_LIST = '.nx/polynx/files';

/** Nothing depends on it but an explanation. */
export function writeFileList(
  workspaceRoot: string,
  key: string,
  all: readonly { readonly file: string; readonly hash: string }[],
): void {
  const lines = all.map(({ file, hash }) => `${file}\0${hash}`);
  tryWriteOwn(workspaceRoot, FILE_LIST, [key, ...lines].join('\n'));
}
