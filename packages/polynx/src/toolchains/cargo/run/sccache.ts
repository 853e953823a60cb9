/**
 * sccache, which gives the same results sooner: it is in no key.
 * https://github.com/mozilla/sccache/blob/main/docs/Rust.md
 */
import { basename } from 'node:path';
import { OptionsError } from '../../../model/errors.js';
import type { Plan } from '../../../model/task.js';
import type { PlanContext } from '../../toolchain.js';
import type { CargoRunOptions } from '../options.js';
import { cargoConfigurations } from './rustflags.js';

export interface Sccache {
  readonly env: Readonly<Record<string, string>>;
  readonly statistics?: NonNullable<Plan['statistics']>;
}

const COMPILES: ReadonlySet<CargoRunOptions['command']> = new Set(['build', 'test', 'check', 'bench', 'run']);

const NOTHING: Sccache = { env: {} };

/** Throws an OptionsError where it is asked for and missing. */
export function sccacheFor(options: CargoRunOptions, context: PlanContext): Sccache {
  const { env, has, version } = context;
  // At graph time nobody is asked what is installed.
  if (!COMPILES.has(options.command) || version === undefined) return NOTHING;
  const asked = settingOf(options, env);
  const wrapper = env['RUSTC_WRAPPER'] ?? env['CARGO_BUILD_RUSTC_WRAPPER'];
  const isTheirs = wrapper !== undefined && isSccache(wrapper);
  if (asked === 'off')
    return isTheirs ? { env: { RUSTC_WRAPPER: '', CARGO_BUILD_RUSTC_WRAPPER: '' } } : NOTHING;
  const isThere = has('sccache') || isTheirs;
  if (asked === 'on' && !isThere)
    throw new OptionsError(
      'sccache is asked for and not installed: cargo install sccache --locked. With auto it is used where it is installed.',
    );
  if (asked === 'auto' && !isTheirs && !(isThere && isWorthIt(options, context))) return NOTHING;
  return {
    env: {
      ...(isTheirs ? {} : { RUSTC_WRAPPER: 'sccache' }),
      // NB it keeps nothing that was compiled incrementally.
      ...(env['CARGO_INCREMENTAL'] === undefined ? { CARGO_INCREMENTAL: '0' } : {}),
    },
    statistics: {
      ask: {
        program: isTheirs ? wrapper : 'sccache',
        args: ['--show-stats', '--stats-format=json'],
        cwd: options.workspace,
      },
      describe: describeHits,
    },
  };
}

function settingOf({ sccache }: CargoRunOptions, env: PlanContext['env']): CargoRunOptions['sccache'] {
  const machine = env['POLYNX_SCCACHE'];
  if (machine === undefined || machine === '') return sccache;
  if (machine === 'auto' || machine === 'on' || machine === 'off') return machine;
  throw new OptionsError(`POLYNX_SCCACHE is ${machine}: it must be auto, on or off.`);
}

function isSccache(wrapper: string): boolean {
  return /^sccache(?:\.exe)?$/.test(basename(wrapper.replaceAll('\\', '/')));
}

/**
 * Not where somebody edits and compiles again, which incremental compilation makes quick, nor where another
 * wrapper is configured.
 */
function isWorthIt({ profile, workspace }: CargoRunOptions, context: PlanContext): boolean {
  const { CI: ci, RUSTC_WRAPPER: own, CARGO_BUILD_RUSTC_WRAPPER: other } = context.env;
  const isConfigured = cargoConfigurations(workspace, context).some(
    ({ build }) => build?.['rustc-wrapper'] !== undefined,
  );
  const isEdited = profile === 'debug' && (ci === undefined || ci === '' || ci === 'false');
  return !isEdited && own === undefined && other === undefined && !isConfigured;
}

/** What the server, which others may use too, has counted in the meantime. */
export function describeHits(before: string, after: string): string | undefined {
  const [earlier, later] = [countsOf(before), countsOf(after)];
  if (earlier === undefined || later === undefined) return undefined;
  const hits = later.hits - earlier.hits;
  const misses = later.misses - earlier.misses;
  if (hits + misses <= 0) return undefined;
  return `sccache: ${hits} of ${hits + misses} compilations came from its cache`;
}

/** `{ stats: { cache_hits: { counts: { Rust: 5 } }, cache_misses: … } }` */
function countsOf(json: string): { readonly hits: number; readonly misses: number } | undefined {
  try {
    const { stats } = JSON.parse(json) as { stats: Record<string, { counts: Record<string, number> }> };
    const sum = (name: string) =>
      Object.values(stats[name]?.counts ?? {}).reduce((total, count) => total + count, 0);
    return { hits: sum('cache_hits'), misses: sum('cache_misses') };
  } catch {
    return undefined;
  }
}
