import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { writeBeside } from '../adapters/write-beside.js';
import { bytesOf } from '../formats/entry.js';
import { dirname, relative } from '../model/paths.js';
import type { ReleaseList } from '../model/shipping-jobs.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { ReleaseListOptions } from './definitions/release-list.js';

/** One list of everything that the repository ships. Files are named as seen from it. */
export default function releaseList(
  { lists, output }: ReleaseListOptions,
  { root }: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(async () => {
    const releases = lists.map((path) => {
      const { artifacts, ...about } = JSON.parse(readFileSync(join(root, path), 'utf8')) as ReleaseList;
      const folder = relative(dirname(output), dirname(path));
      return { ...about, artifacts: artifacts.map((one) => ({ ...one, file: `${folder}/${one.file}` })) };
    });
    writeBeside(join(root, output), bytesOf(`${JSON.stringify({ releases }, null, 2)}\n`), 0o644);
    const count = releases.reduce((sum, { artifacts }) => sum + artifacts.length, 0);
    console.log(`${output}: ${count} files of ${releases.length} programs`);
    return true;
  });
}
