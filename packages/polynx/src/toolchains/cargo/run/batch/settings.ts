/**
 * What the manifest and the configuration of a Cargo workspace say that decides whether crates may share a
 * process.
 */
import { ancestors, join } from '../../../../model/paths.js';
import type { BatchWorld } from '../../../toolchain.js';
import { type CargoToml, parseCargoToml } from '../../manifest/cargo-toml.js';
import { effective } from '../../manifest/profiles.js';
import type { CargoRunOptions } from '../../options.js';

export function readManifest({ workspace }: CargoRunOptions, world: BatchWorld): CargoToml | undefined {
  const path = join(workspace, 'Cargo.toml');
  const text = world.read(path);
  try {
    return text === undefined ? undefined : parseCargoToml({ path, text });
  } catch {
    return undefined;
  }
}

/**
 * With link-time optimisation cargo compiles a library one way or another depending on what else is built
 * from it, and every name in the result shows which.
 */
export function optimisesAtLinkTime(
  { workspace, profile, profiles }: CargoRunOptions,
  manifest: CargoToml,
  world: BatchWorld,
): boolean {
  const { CARGO_HOME, HOME = '', USERPROFILE = HOME } = world.env;
  const folders = [
    ...ancestors(workspace).map((folder) => join(folder, '.cargo')),
    CARGO_HOME ?? `${USERPROFILE}/.cargo`,
  ];
  const configured = folders.some((folder) =>
    ['config.toml', 'config'].some((file) => /\blto\b/.test(world.read(`${folder}/${file}`) ?? '')),
  );
  const fromEnv = Object.keys(world.env).some((name) => /^CARGO_PROFILE_\w+_LTO$/.test(name));
  const tables = { ...manifest.profile, ...profiles };
  const { lto = false } = effective(profile === 'debug' ? 'dev' : profile, tables);
  return configured || fromEnv || ![false, 'off', 'n', 'no'].includes(lto as string | boolean);
}
