import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';

/** The few questions that are put to the disk when a task has run. A path that is not there is no error. */
export const disk = {
  read(file: string): string | undefined {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  },
  real(path: string): string {
    try {
      return realpathSync.native(path);
    } catch {
      return path;
    }
  },
  isFile: (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  digest(file: string): string | undefined {
    try {
      return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32);
    } catch {
      return undefined;
    }
  },
  isDirectory: (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
};
