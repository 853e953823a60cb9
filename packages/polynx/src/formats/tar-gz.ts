import { gzip } from './deflate.js';
import type { Entry } from './entry.js';
import { tar } from './tar.js';

/** Without entries for folders, as npm has it. */
export function tarGz({
  entries,
  time,
}: {
  readonly entries: readonly Entry[];
  readonly time: number;
}): Uint8Array {
  return gzip(tar(entries, { time, folders: false }));
}
