import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../adapters/shipped-file.js';
import type { Entry } from '../../formats/entry.js';
import { ExpectedError } from '../../model/errors.js';
import type { ImageFile } from '../../model/image.js';
import { leavesWorkspace } from '../../model/paths.js';
import { oneLine } from '../../model/plain-text.js';

export function extraFiles(root: string, files: readonly ImageFile[]): Entry[] {
  return files.flatMap(({ to, from }) => {
    refuse(to, from);
    const found = lstatSync(join(root, from), { throwIfNoEntry: false });
    if (found === undefined)
      throw new ExpectedError(`images.files: ${from} is not there, and is to be ${to} in the image.`);
    if (!found.isDirectory()) return [entryFor(root, to, from)];
    return readdirSync(join(root, from), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, from).length + 1))
      .map((path) => path.replaceAll('\\', '/'))
      .map((path) => entryFor(root, `${to.replace(/\/$/, '')}/${path}`, `${from}/${path}`));
  });
}

/**
 * NB where it goes says whether it is a program: of what the disk says, a bit for that is in no key.
 */
function entryFor(root: string, path: string, from: string): Entry {
  oneLine('images.files', path);
  const bytes = readDocument(root, from);
  const isExecutable = /(?:^|\/)s?bin\/[^/]+$/.test(path);
  return { path, bytes, ...(isExecutable ? { isExecutable } : {}) };
}

function refuse(to: string, from: string): void {
  const isPlain = to !== '' && to.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain)
    throw new ExpectedError(`images.files: ${JSON.stringify(to)} is no path of a file in an image.`);
  if (leavesWorkspace(from))
    throw new ExpectedError(
      `images.files: ${from} is outside the workspace, and what is there would be shipped.\n  Put the file into the repository.`,
    );
}
