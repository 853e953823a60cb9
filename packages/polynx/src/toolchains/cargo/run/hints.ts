/** What cargo's and rustup's refusals mean here, where their own words name what a user has not typed. */

import { join } from '../../../model/paths.js';
import type { Step } from '../../../model/task.js';
import type { PlanContext } from '../../toolchain.js';
import type { CargoRunOptions } from '../options.js';

type Options = Pick<CargoRunOptions, 'locked' | 'workspace'>;
type Hints = Pick<Step, 'hint' | 'repair'>;

/**
 * Cargo 1.95 says `cannot update the lock file … because --locked was passed`, older ones `needs to be
 * updated but --locked was passed`.
 */
const LOCKED = /lock file .* because --locked was passed|needs to be updated but --locked was passed/;

/** Outside of CI `auto` brings the lock up to date, as cargo does by itself. */
export function lockHints(options: Options, { env }: Pick<PlanContext, 'env'>): Hints {
  const lock = join(options.workspace, 'Cargo.lock');
  const update = `cargo update --workspace${options.workspace === '.' ? '' : ` (in ${options.workspace})`}`;
  const isAuto = options.locked === 'auto' && !isSet(env['CI']);
  const refused = `${lock} does not fit the manifests, and tasks do not change it (--locked; the option \`locked\` of the target).`;
  return {
    hint: (output) => {
      const missing = missingCrate(output, options.workspace);
      if (missing !== undefined || !LOCKED.test(output) || isAuto) return missing;
      return `${refused}\n  Run: ${update}, and commit the lock.`;
    },
    repair: (output) =>
      isAuto && LOCKED.test(output)
        ? {
            command: { program: 'cargo', args: ['update', '--workspace'], cwd: options.workspace },
            // NB the key was made from the lock as it was: what is built with another one must not be kept
            // under it.
            done: `${lock} did not fit the manifests. cargo has brought it up to date, as it does outside of Nx. Run the task again: the lock is in its key.`,
            failed: `${refused}\n  ${update} failed, too.`,
          }
        : undefined,
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

/**
 * Cargo refuses the whole workspace for a manifest that is missing. NB it names the member first, and the
 * crate that the member depends on, which may be the missing one, further below.
 */
function missingCrate(output: string, workspace: string): string | undefined {
  const text = output.replaceAll('\\', '/');
  const [, member] = /failed to load manifest for workspace member `([^`]+)`/.exec(text) ?? [];
  const [, missing] = /failed to read `([^`]+)\/Cargo\.toml`/.exec(text) ?? [];
  if (member === undefined || missing === undefined) return undefined;
  if (!/No such file or directory|os error [23]\b/.test(text)) return undefined;
  const [, root = ''] = /by workspace at `([^`]*)\/Cargo\.toml`/.exec(text) ?? [];
  const shown = (path: string) =>
    path.startsWith(`${root}/`) ? join(workspace, path.slice(root.length + 1)) : path;
  const folder = shown(missing);
  const isMember = missing === member.replace(/\/Cargo\.toml$/, '');
  const [what, remove] = isMember
    ? [`${join(workspace, 'Cargo.toml')} lists ${folder} among its members`, 'Remove it from members; in']
    : [`${shown(member)} depends on ${folder} by its path`, 'Correct the path; in'];
  return `${what}, and it is not there.\n  ${remove} a sparse checkout: git sparse-checkout add ${folder}`;
}

/** rustc names the platform, and not who asked for it. */
export function foreignTarget(output: string, env: PlanContext['env']): string | undefined {
  const [, triple] = /the `([\w.-]+)` target may not be installed/.exec(output) ?? [];
  if (triple === undefined) return undefined;
  return `cargo compiles for ${triple}, because ${whoSetsTarget(env)}.\n  Take that away to build for this machine, or run: rustup target add ${triple}`;
}

export function whoSetsTarget({ CARGO_BUILD_TARGET: set }: PlanContext['env']): string {
  return set === undefined
    ? '`[build] target` says so in a .cargo/config.toml, in the repository or in a folder above it'
    : `CARGO_BUILD_TARGET=${set} is set in the environment`;
}

const HOST = /-(?:x86_64|aarch64|i686|armv7|arm|riscv64gc|powerpc64le|s390x|loongarch64)-.+$/;

/** rustup names its own command without the version. */
export function missingToolchain(said: string, env: PlanContext['env']): string | undefined {
  const [, name] = /toolchain '([^']+)' is not installed/.exec(said) ?? [];
  if (name === undefined) return undefined;
  const by = env['RUSTUP_TOOLCHAIN'] === undefined ? 'rust-toolchain.toml' : 'RUSTUP_TOOLCHAIN';
  const channel = name.replace(HOST, '');
  return `${by} asks for Rust ${channel}, which is not installed.\n  Run: rustup toolchain install ${channel}`;
}
