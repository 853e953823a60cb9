import { gzip } from './deflate.js';
import type { Entry } from './entry.js';
import { tar } from './tar.js';

/** A tarball as npm makes them: folders have no entries. */
export function tarGz({
  entries,
  time,
}: {
  readonly entries: readonly Entry[];
  readonly time: number;
}): Uint8Array {
  return gzip(tar(entries, { time, folders: false }));
}
