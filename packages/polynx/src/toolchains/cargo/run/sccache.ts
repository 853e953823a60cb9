/**
 * sccache, which gives the same results sooner: it is in no key.
 * https://github.com/mozilla/sccache/blob/main/docs/Rust.md
 */
import { basename, resolve } from 'node:path';
import { OptionsError } from '../../../model/errors.js';
import type { Remarks } from '../../../model/task.js';
import type { PlanContext } from '../../toolchain.js';
import type { CargoRunOptions } from '../options.js';
import { isReproducible } from './reproducible.js';
import { cargoConfigurations } from './rustflags.js';

export interface Sccache extends Remarks {
  readonly env: Readonly<Record<string, string>>;
}

const COMPILES: ReadonlySet<CargoRunOptions['command']> = new Set(['build', 'test', 'check', 'bench', 'run']);

const NOTHING: Sccache = { env: {} };

const OFF: Sccache = { env: { RUSTC_WRAPPER: '', CARGO_BUILD_RUSTC_WRAPPER: '' } };

/** Throws an OptionsError where it is asked for and missing. */
export function sccacheFor(options: CargoRunOptions, context: PlanContext): Sccache {
  const { env, has, version } = context;
  // At graph time nobody is asked what is installed.
  if (!COMPILES.has(options.command) || version === undefined) return NOTHING;
  const asked = settingOf(options, env);
  const theirs = wrapperOf(options, context);
  if (asked === 'off') return theirs === undefined ? NOTHING : OFF;
  if (theirs !== undefined) return through(theirs, options, env);
  const isThere = has('sccache');
  if (asked === 'on' && !isThere)
    throw new OptionsError(
      'sccache is asked for and not installed: cargo install sccache --locked. With auto it is used where it is installed.',
    );
  if (asked === 'auto') {
    if (!isThere || !isWorthIt(options, context)) return NOTHING;
    // NB paths stay remapped: what is installed must not decide the result.
    const remark = refusal(options, context);
    if (remark !== undefined) return { env: {}, remark };
  }
  const used = through('sccache', options, env);
  return { ...used, env: { RUSTC_WRAPPER: 'sccache', ...used.env } };
}

function through(program: string, { workspace }: CargoRunOptions, env: PlanContext['env']): Sccache {
  return {
    // NB it keeps nothing that was compiled incrementally.
    env: env['CARGO_INCREMENTAL'] === undefined ? { CARGO_INCREMENTAL: '0' } : {},
    statistics: {
      ask: { program, args: ['--show-stats', '--stats-format=json'], cwd: workspace },
      describe: describeHits,
    },
  };
}

/** For the answers of a plan: its version, where it decides something. */
export function sccacheQuestions(options: CargoRunOptions): readonly (readonly string[])[] {
  return COMPILES.has(options.command) && isReproducible(options) ? [['sccache', '--version']] : [];
}

const FIRST_WITH_REMAPPING = '0.10';

/**
 * Until 0.9.1 it passes on whatever has a remapped path, and keeps nothing of it.
 * https://github.com/mozilla/sccache/pull/2270
 */
function refusal(options: CargoRunOptions, { answers = [] }: PlanContext): string | undefined {
  const [, version = '', minor = ''] = /^sccache (\d+\.(\d+)\S*)/.exec(answers[0] ?? '') ?? [];
  const isOld = version.startsWith('0.') && Number(minor) < 10;
  if (!isReproducible(options) || !isOld) return undefined;
  return `sccache ${version} is left off: it keeps nothing that is compiled with ${REMAP}, which makes the same bytes in every checkout. ${HELP}`;
}

const REMAP = '--remap-path-prefix';
const HELP = `Install sccache ${FIRST_WITH_REMAPPING} or later, or set reproducible to false.`;

/** Of the environment or of cargo's configuration, where it is sccache. */
function wrapperOf({ workspace }: CargoRunOptions, context: PlanContext): string | undefined {
  const { RUSTC_WRAPPER: own, CARGO_BUILD_RUSTC_WRAPPER: other } = context.env;
  const wrapper = own ?? other ?? configuredWrapper(workspace, context);
  return wrapper !== undefined && isSccache(wrapper) ? wrapper : undefined;
}

function configuredWrapper(workspace: string, context: PlanContext): string | undefined {
  const [found] = cargoConfigurations(workspace, context).flatMap(({ build, folder }) => {
    const wrapper = build?.['rustc-wrapper'];
    if (typeof wrapper !== 'string') return [];
    return [/[/\\]/.test(wrapper) ? resolve(folder, wrapper) : wrapper];
  });
  return found;
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
  const isConfigured = configuredWrapper(workspace, context) !== undefined;
  const isEdited = profile === 'debug' && (ci === undefined || ci === '' || ci === 'false');
  return !isEdited && own === undefined && other === undefined && !isConfigured;
}

/** What the server, which others may use too, has counted in the meantime. */
export function describeHits(before: string, after: string): string | undefined {
  const [earlier, later] = [countsOf(before), countsOf(after)];
  if (earlier === undefined || later === undefined) return undefined;
  const hits = later.hits - earlier.hits;
  const misses = later.misses - earlier.misses;
  if (hits + misses > 0) return `sccache: ${hits} of ${hits + misses} compilations came from its cache`;
  const refused = Object.entries(later.refused)
    .map(([reason, count]) => ({ reason, count: count - (earlier.refused[reason] ?? 0) }))
    .filter(({ reason, count }) => count > 0 && !PROBES.has(reason));
  if (refused.length === 0) return undefined;
  const reasons = refused.map(({ reason, count }) => `${reason} (${count})`).sort();
  const help = refused.some(({ reason }) => reason === REMAP) ? `\n  ${HELP}` : '';
  return `sccache: nothing was cacheable: ${reasons.join(', ')}${help}`;
}

/** `rustc -vV` and `rustc - --print …`, by which cargo asks the compiler what it is. */
const PROBES: ReadonlySet<string> = new Set(['missing input', '-']);

interface Counts {
  readonly hits: number;
  readonly misses: number;
  /** By what it says against keeping the result. */
  readonly refused: Readonly<Record<string, number>>;
}

interface Stats {
  readonly cache_hits?: { readonly counts: Readonly<Record<string, number>> };
  readonly cache_misses?: { readonly counts: Readonly<Record<string, number>> };
  readonly not_cached?: Readonly<Record<string, number>>;
}

/** `{ stats: { cache_hits: { counts: { Rust: 5 } }, cache_misses: …, not_cached: { "crate-type": 2 } } }` */
function countsOf(json: string): Counts | undefined {
  try {
    const { cache_hits, cache_misses, not_cached = {} } = (JSON.parse(json) as { stats: Stats }).stats;
    const sum = (counts: Readonly<Record<string, number>> = {}) =>
      Object.values(counts).reduce((total, count) => total + count, 0);
    return { hits: sum(cache_hits?.counts), misses: sum(cache_misses?.counts), refused: not_cached };
  } catch {
    return undefined;
  }
}
