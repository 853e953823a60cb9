/** Versions that are tags of git. */
import compare from 'semver/functions/compare.js';
import valid from 'semver/functions/valid.js';
import { tagNames } from '../adapters/git-tags.js';

export interface Group {
  readonly name: string;
  readonly releaseTag?: { readonly pattern?: string };
}

/**
 * The newest version among tags of the project's own form, `libs/log/v1.2.0`, and of the form that nx.json
 * gives the group. 0.0.0 before the first.
 */
export async function tagsIn(workspaceRoot: string, prefix: string, project: string, group: Group) {
  const found = newestTag(await tagNames(workspaceRoot), [prefix, patternPrefix(project, group)]);
  return found === undefined
    ? { currentVersion: '0.0.0', manifestPath: `git tags (none is called ${prefix}…)` }
    : { currentVersion: found.version, manifestPath: `git tag ${found.tag}` };
}

/** What stands before the version in the pattern; nothing where something stands behind it. */
function patternPrefix(project: string, { name, releaseTag }: Group): string | undefined {
  const pattern = releaseTag?.pattern ?? '';
  if (!pattern.endsWith('{version}')) return undefined;
  return pattern
    .slice(0, -'{version}'.length)
    .replaceAll('{projectName}', project)
    .replaceAll('{releaseGroupName}', name);
}

export function newestTag(
  tags: readonly string[],
  prefixes: readonly (string | undefined)[],
): { readonly tag: string; readonly version: string } | undefined {
  const versions = prefixes.flatMap((prefix) =>
    prefix === undefined
      ? []
      : tags
          .filter(
            (tag) => tag.startsWith(prefix) && valid(tag.slice(prefix.length)) === tag.slice(prefix.length),
          )
          .map((tag) => ({ tag, version: tag.slice(prefix.length) })),
  );
  return versions.reduce<(typeof versions)[number] | undefined>(
    (best, one) => (best === undefined || compare(one.version, best.version) > 0 ? one : best),
    undefined,
  );
}
