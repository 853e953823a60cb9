import { join } from '../model/paths.js';
import { toolchains } from '../toolchains/index.js';
import type { Versioning } from '../toolchains/toolchain.js';

let all: Promise<readonly Versioning[]> | undefined;

/** Of the toolchains that have a manifest in the directory. */
export async function versionings(
  root: string,
  exists: (path: string) => boolean,
): Promise<readonly Versioning[]> {
  all ??= Promise.all(toolchains.flatMap(({ versioning }) => versioning?.() ?? []));
  return (await all).filter(({ manifests }) => manifests.some((name) => exists(join(root, name))));
}
