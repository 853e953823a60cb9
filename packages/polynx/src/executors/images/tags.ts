import type { Env } from '../../adapters/run.js';
import { stampOf } from '../../adapters/stamp.js';
import { OptionsError } from '../../model/errors.js';
import type { PushJob } from '../../model/image.js';
import { tagFrom } from '../../model/image-names.js';
import { type Stamp, UNKNOWN } from '../../model/stamp.js';

type Named = Pick<PushJob, 'tags' | 'name' | 'version'>;

export async function tagsFor(root: string, job: Named, env: Env): Promise<string[]> {
  return tagsOf(job, await stampOf(root, env));
}

export function tagsOf({ tags, name, version }: Named, stamp: Stamp): string[] {
  const commit = known(stamp.GIT_HASH)?.slice(0, 12);
  const sha = commit !== undefined && stamp.GIT_DIRTY === 'true' ? `${commit}-dirty` : commit;
  try {
    const words = { name, version, sha, branch: known(stamp.GIT_BRANCH) };
    return [...new Set(tags.map((template) => tagFrom(template, words)))];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OptionsError(
      `images.tags: ${error.message}.\n  Git says what {sha} and {branch} are; where it cannot, set GIT_HASH and GIT_BRANCH.`,
    );
  }
}

export function known(value: string): string | undefined {
  return value === UNKNOWN ? undefined : value;
}
