import { dirname, join } from '../../model/paths.js';
import type { Planned } from '../../pipes/planned.js';
import type { ScaffoldRequest } from '../../toolchains/toolchain.js';

type Kind = ScaffoldRequest['kind'];

/** Where the first of its kind goes. */
const FOLDERS: Readonly<Record<Kind, string>> = {
  lib: 'libs',
  bin: 'apps',
  web: 'apps',
  service: 'services',
};

/** Beside its likes: where most libraries (or applications) of the toolchain are, else where most of its projects are. */
export function placeFor(
  { name, kind, toolchain }: { readonly name: string; readonly kind: Kind; readonly toolchain: string },
  planned: readonly Planned[],
): string {
  const neighbours = planned
    .filter((one) => one.toolchain === toolchain)
    .map(({ project }) => project)
    // NB a Go main package inside a module is a project, but not a place where components live.
    .filter(({ root, manifest, type }) => type !== 'workspace' && root !== '.' && dirname(manifest) === root);
  const type = kind === 'lib' ? 'library' : 'application';
  const alike = neighbours.filter((project) => project.type === type);
  const parent = mostCommon((alike.length > 0 ? alike : neighbours).map(({ root }) => dirname(root)));
  return join(parent ?? FOLDERS[kind], name);
}

/** Of equally common ones, the first by name. */
function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
