/** Files of a package where others look for them: only what means the same outside the store. */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { PathInfo } from '../../adapters/nix/answers.js';
import { ExpectedError } from '../../model/errors.js';
import type { PlacedFile } from '../../pipes/nix-builder.js';

export interface Placing {
  readonly placed?: readonly PlacedFile[];
  /** Projects that read them. */
  readonly readers?: readonly string[];
}

export interface PlacedItem {
  /** Absolute, in the store. */
  readonly from: string;
  /** Workspace-relative. */
  readonly to: string;
  /** Paths of the store that it names. */
  readonly needs: readonly string[];
}

/** @throws ExpectedError where the package lacks one, or somebody reads what cannot leave the store */
export function findPlaced(
  name: string,
  out: string,
  { placed = [], readers = [] }: Placing,
  info: PathInfo | undefined,
): PlacedItem[] {
  return placed.map(({ to, from }) => {
    const file = from.map((path) => join(out, path)).find((path) => existsSync(path));
    if (file === undefined)
      throw new ExpectedError(
        `The package ${name} has nothing for ${to}: ${out} has neither ${from.join(' nor ')}.`,
      );
    const needs = storePathsIn(file, [...(info?.references ?? []), out]);
    if (needs.length > 0 && readers.length > 0)
      throw new ExpectedError(
        `${to} is read by ${readers.join(', ')}, and what Nix builds of ${name} cannot leave the store: it names ${needs.join(', ')}.\n  Have the package linked statically (overrides in flake.nix), or build it by its own toolchain: "builder": { "${name}": "toolchain" } in the options of polynx.`,
      );
    return { from: file, to, needs };
  });
}

/** By the hashes in their names, as Nix finds references. https://nix.dev/manual/nix/latest/store/building#processing-outputs */
function storePathsIn(path: string, candidates: readonly string[]): string[] {
  const hashes = candidates.map((one) => [one, hashOf(one)] as const);
  const found = new Set<string>();
  const look = (at: string): void => {
    const stat = lstatSync(at);
    if (stat.isDirectory()) for (const name of readdirSync(at)) look(join(at, name));
    else {
      const content = stat.isSymbolicLink() ? Buffer.from(readlinkSync(at)) : readFileSync(at);
      for (const [one, hash] of hashes) if (hash !== '' && content.includes(hash)) found.add(one);
    }
  };
  look(path);
  return [...found].sort();
}

function hashOf(path: string): string {
  return /\/([a-z0-9]{32})-[^/]*$/.exec(path)?.[1] ?? '';
}
