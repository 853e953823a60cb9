import { join } from 'node:path';
import { scratchFolder } from '../../adapters/scratch.js';

/** Absolute, ours alone, and gone when the process ends. */
export function scratchFor(root: string, name: string): string {
  return join(root, scratchFolder(root), 'sources', `of-${encodeURIComponent(name)}`);
}
