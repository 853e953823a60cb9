/**
 * Crates that leave files of one name in one target folder: cargo would put one over the other.
 * https://github.com/rust-lang/cargo/issues/6313
 */
import { artifactNames } from '../run/artifacts.js';
import type { Crate } from './crates.js';

export interface OwnPlace {
  /** Below the folder of the profile. */
  readonly folder: string;
  /** Whether the names are shared among intermediate files too: those of C libraries have no hash. */
  readonly isWhole: boolean;
}

/** By directory. */
export function placesApart(crates: Iterable<Crate>): ReadonlyMap<string, OwnPlace> {
  const owners = new Map<string, Crate[]>();
  for (const crate of crates) {
    if (!crate.isProject) continue;
    for (const name of namesOf(crate)) {
      const key = keyOf(crate, name);
      owners.set(key, [...(owners.get(key) ?? []), crate]);
    }
  }
  const shared = new Map([...owners].filter(([, list]) => list.length > 1));
  const apart = new Set([...shared.values()].flat());
  const names = [...apart].map(({ name }) => name);
  return new Map(
    [...apart].map((crate) => {
      const isOnly = names.indexOf(crate.name) === names.lastIndexOf(crate.name);
      const suffix = isOnly ? '' : `-${crate.directory.replace(/[^\w-]+/g, '-')}`;
      return [crate.directory, { folder: `${crate.name}${suffix}`, isWhole: sharesUnhashed(crate, shared) }];
    }),
  );
}

function namesOf({ targets, workspace }: Crate): string[] {
  return [...new Set(artifactNames(targets, workspace.config.triple))];
}

/** NB some file systems take `Serve` for `serve`. */
function keyOf({ workspace }: Crate, name: string): string {
  return `${workspace.config.targetDirectory}/${name.toLowerCase()}`;
}

function sharesUnhashed(crate: Crate, shared: ReadonlyMap<string, unknown>): boolean {
  const libraries = new Set(artifactNames({ ...crate.targets, bins: [] }, crate.workspace.config.triple));
  const isHashed = (name: string) => !libraries.has(name) && !/\.(?:exe|wasm)$/.test(name);
  return namesOf(crate).some((name) => shared.has(keyOf(crate, name)) && !isHashed(name));
}
