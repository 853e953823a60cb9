import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readBinary } from '../adapters/shipped-file.js';
import { writeBeside } from '../adapters/write-beside.js';
import { joinSlices } from '../formats/mach-o.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { UniversalOptions } from './definitions/universal.js';

/**
 * Joins what the builds for each processor left. Nothing is started: the file format is our own business on
 * every system.
 */
export default function universal(
  { joins, profile = '' }: UniversalOptions,
  { root }: ExecutorContext,
): Promise<ExecutorResult> {
  const place = (path: string) => path.replaceAll('{options.profile}', profile);
  return reporting(async () => {
    for (const { from, to } of joins) {
      // Left out of both builds, since features are off that it requires.
      if (!from.some((path) => existsSync(join(root, place(path))))) {
        rmSync(join(root, place(to)), { force: true });
        continue;
      }
      const slices = from.map(place).map((path) => ({ path, bytes: readBinary(root, path) }));
      writeBeside(join(root, place(to)), joinSlices(slices), 0o755);
      console.log(`${place(to)}: ${slices.map(({ path }) => path).join(' + ')}`);
    }
    return true;
  });
}
