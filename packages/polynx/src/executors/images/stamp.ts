import { basename, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readOwnText } from '../../adapters/own-folder.js';
import { STAMPED_FILE, type Stamp } from '../../model/stamp.js';
import { outputsBefore } from '../../run/outputs-before.js';

/** NB only from the task before: the file may be there from another commit. */
export function stampBefore(context: ExecutorContext): Stamp | undefined {
  const file = outputsBefore(context).find((path) => basename(path) === STAMPED_FILE);
  const text = file === undefined ? undefined : readOwnText(context.root, join(file));
  return text === undefined ? undefined : (JSON.parse(text) as Stamp);
}
