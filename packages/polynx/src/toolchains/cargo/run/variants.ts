/**
 * What is compiled otherwise than the plain build: it lies in a folder of its own, and no plain build is made
 * anew for it.
 */
import { join, relative } from '../../../model/paths.js';
import type { PlanContext } from '../../toolchain.js';
import type { CargoRunOptions } from '../options.js';

type Variant = Pick<CargoRunOptions, 'pgo' | 'sanitizer'>;

/** Its name is that of its folder in the target folder. */
export function variantOf({ pgo, sanitizer }: Variant): string | undefined {
  if (pgo !== undefined) return pgo === 'instrument' ? 'pgo-instrument' : 'pgo';
  return sanitizer;
}

/** Below the target folder `<variant>/<profile>/file`; cargo has `<triple>/<profile>/file`. */
export function writtenByCargo(
  own: string,
  targetDirectory: string,
  to: string,
  options: CargoRunOptions,
): string {
  const path = relative(targetDirectory, to);
  if (variantOf(options) === undefined) return join(own, path);
  return join(own, options.target ?? '', path.slice(path.indexOf('/') + 1));
}

/** What `pgo-train` leaves. */
export function profileData(targetDirectory: string, { profile, package: name }: CargoRunOptions): string {
  return join(targetDirectory, 'pgo', profile, `${name ?? 'workspace'}.profdata`);
}

/** Flags for rustc. https://doc.rust-lang.org/rustc/profile-guided-optimization.html */
export function variantFlags(
  options: CargoRunOptions,
  targetDirectory: string,
  { place = '', digest }: Pick<PlanContext, 'place' | 'digest'>,
): string[] {
  if (options.sanitizer !== undefined) return [`-Zsanitizer=${options.sanitizer}`];
  if (options.pgo === 'instrument') return ['-Cprofile-generate'];
  if (options.pgo === undefined) return [];
  const file = `${place}/${profileData(targetDirectory, options)}`;
  // NB cargo sees the path and not what is in the file: without this, what it has compiled from an older one
  // would do.
  return [`-Cprofile-use=${file}`, '--cfg', `polynx_profile="${digest?.(file) ?? ''}"`];
}

/** These want the standard library compiled with the same checks, or report what is no mistake. */
const WITH_STANDARD_LIBRARY: readonly CargoRunOptions['sanitizer'][] = ['memory', 'thread'];

/** Arguments and environment of cargo. rustdoc compiles the tests in the documentation. */
export function sanitized(
  { sanitizer }: CargoRunOptions,
  { env, version = '' }: Pick<PlanContext, 'env' | 'version'>,
): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  if (sanitizer === undefined) return { args: [], env: {} };
  const flag = `-Zsanitizer=${sanitizer}`;
  const { RUSTDOCFLAGS: theirs } = env;
  return {
    args: [
      ...(theirs === undefined ? ['--config', `build.rustdocflags=${JSON.stringify([flag])}`] : []),
      ...(WITH_STANDARD_LIBRARY.includes(sanitizer) ? ['-Zbuild-std'] : []),
    ],
    env: {
      ...(theirs === undefined ? {} : { RUSTDOCFLAGS: `${theirs} ${flag}` }),
      // NB rustup would fetch what is not there.
      ...(/nightly|-dev/.test(version) ? {} : { RUSTUP_TOOLCHAIN: NIGHTLY, RUSTUP_AUTO_INSTALL: '0' }),
    },
  };
}

export const NIGHTLY = 'nightly';

/** What to say when there is no nightly compiler, from what rustup or rustc say. */
export function missingNightly(output: string): string | undefined {
  if (
    /toolchain '[^']*nightly[^']*' is not installed/.test(output) ||
    /only accepted on the nightly/.test(output)
  )
    return `Sanitizers need a nightly compiler: rustup toolchain install ${NIGHTLY}`;
  if (/unable to build with the standard library|rust-src/.test(output))
    return `This sanitizer needs the sources of the standard library: rustup component add rust-src --toolchain ${NIGHTLY}`;
  return undefined;
}
