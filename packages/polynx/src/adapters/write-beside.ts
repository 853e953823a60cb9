import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Never a half-written file, and never through a hard link into somebody's cache. */
export function writeBeside(file: string, bytes: Uint8Array, mode: number): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, bytes, { mode });
  renameSync(temporary, file);
}
