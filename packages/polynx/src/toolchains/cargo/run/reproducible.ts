/**
 * The same bytes from every checkout and every home: where sources lie is told to rustc by another name.
 * https://doc.rust-lang.org/rustc/remap-source-paths.html
 */
import { join } from 'node:path';
import type { PlanContext } from '../../toolchain.js';
import type { CargoRunOptions } from '../options.js';

const LEAVES: ReadonlySet<CargoRunOptions['command']> = new Set(['build', 'test', 'run']);

/** Not for `debug`: a debugger wants real paths, and cargo started by hand what we have compiled. */
export function isReproducible({ command, profile, reproducible, driver }: CargoRunOptions): boolean {
  // NB cross compiles in a container, where the workspace always lies in the same place.
  return LEAVES.has(command) && driver !== 'cross' && (reproducible ?? profile !== 'debug');
}

/**
 * NB where several match, rustc takes the last: CARGO_HOME may lie in the workspace, and the workspace in a
 * home.
 */
export function remappedPaths({ place, env }: Pick<PlanContext, 'place' | 'env'>): string[] {
  const { HOME = '', USERPROFILE = HOME } = env;
  const { CARGO_HOME = join(USERPROFILE, '.cargo'), RUSTUP_HOME = join(USERPROFILE, '.rustup') } = env;
  if (place === undefined) return [];
  const names: readonly (readonly [string, string])[] = [
    [RUSTUP_HOME, '/rustup'],
    [place, '.'],
    [CARGO_HOME, '/cargo'],
  ];
  return names
    .filter(([path]) => path.length > 1)
    .map(([path, name]) => `--remap-path-prefix=${path}=${name}`);
}
