/** A table of texts as a release sees it. */
import { dirname } from '../model/paths.js';
import type { ReleaseFiles, Texts } from '../toolchains/toolchain.js';

export function releaseFiles(texts: Texts, roots = rootsIn(texts)): ReleaseFiles {
  return { roots, read: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined) };
}

/** Folders with a manifest. */
function rootsIn(texts: Texts): string[] {
  return [
    ...new Set(
      Object.keys(texts)
        .filter((path) => !path.endsWith('.lock'))
        .map(dirname),
    ),
  ];
}
