/**
 * Profiles as polynx proposes them, and what of them a workspace lacks.
 * https://doc.rust-lang.org/cargo/reference/profiles.html
 */
import { compact } from '../../../model/compact.js';
import { ownEntry } from '../../../model/own-entry.js';

export type ProfileSettings = Readonly<Record<string, string | number | boolean>>;

/** Profile to settings. */
export type Profiles = Readonly<Record<string, ProfileSettings>>;

/** Cargo's own, in as far as the presets speak of it. */
const DEFAULTS: Profiles = {
  dev: {
    'opt-level': 0,
    lto: false,
    'codegen-units': 256,
    debug: true,
    panic: 'unwind',
    strip: 'none',
    incremental: true,
  },
  release: {
    'opt-level': 3,
    lto: false,
    'codegen-units': 16,
    debug: false,
    panic: 'unwind',
    strip: 'none',
    incremental: false,
  },
};

const SHIPPED: ProfileSettings = {
  'opt-level': 3,
  lto: 'thin',
  'codegen-units': 1,
  debug: false,
  panic: 'abort',
  strip: 'symbols',
  incremental: false,
};

export const PRESETS: Profiles = {
  dev: { ...DEFAULTS['dev'], lto: 'off', 'split-debuginfo': 'unpacked' },
  release: SHIPPED,
  ci: { inherits: 'release', ...SHIPPED, lto: 'off', 'codegen-units': 16 },
  profiling: { inherits: 'release', ...SHIPPED, debug: true, strip: 'none' },
  'release-small': { inherits: 'release', ...SHIPPED, 'opt-level': 'z', lto: 'fat' },
};

/** Of each preset that is not there yet, what it does not have by inheritance: all that has to be said. */
export function missingPresets(there: Readonly<Record<string, unknown>>): Profiles {
  const missing = Object.keys(PRESETS).filter((name) => there[name] === undefined);
  return presetsFor(missing, there);
}

/** @param names of presets, which are not looked up in `there` */
export function presetsFor(names: readonly string[], there: Readonly<Record<string, unknown>>): Profiles {
  const tables = { ...there, ...Object.fromEntries(names.map((name) => [name, PRESETS[name]])) };
  return Object.fromEntries(names.map((name) => [name, whatDiffers(name, tables)]));
}

function whatDiffers(name: string, tables: Readonly<Record<string, unknown>>): ProfileSettings {
  const { inherits, ...own } = PRESETS[name] ?? {};
  const parent = typeof inherits === 'string' ? effective(inherits, tables) : DEFAULTS[name];
  const differing = Object.entries(own).filter(([key, value]) => parent?.[key] !== value);
  return compact({ inherits, ...Object.fromEntries(differing) });
}

/** What a profile says, with what it inherits. Two that inherit from each other are cargo's to refuse. */
export function effective(
  name: string,
  tables: Readonly<Record<string, unknown>>,
  seen: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const table = ownEntry(tables, name);
  const own = typeof table === 'object' && table !== null ? (table as Record<string, unknown>) : {};
  const { inherits } = own;
  if (typeof inherits !== 'string' || seen.includes(inherits)) return { ...DEFAULTS[name], ...own };
  return { ...effective(inherits, tables, [...seen, name]), ...own };
}

/**
 * The same as variables, which define a profile too that no manifest has. What the user sets wins: it is in
 * the key as it is.
 * https://doc.rust-lang.org/cargo/reference/config.html#profile
 */
export function profileVariables(
  profiles: Profiles,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const upper = (text: string) => text.toUpperCase().replaceAll('-', '_');
  const variables = Object.entries(profiles).flatMap(([profile, settings]) =>
    Object.entries(settings).map(
      ([key, value]) => [`CARGO_PROFILE_${upper(profile)}_${upper(key)}`, String(value)] as const,
    ),
  );
  return Object.fromEntries(variables.filter(([name]) => env[name] === undefined));
}
