/**
 * Flags of ours for rustc, beside the user's and not instead of them.
 * https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags
 *
 * Cargo takes the first source that is there: CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS, every `target.*.rustflags`
 * that matches, `build.rustflags`. Arrays of `--config` join those of files, so ours are added to each place
 * that has any: whichever cargo takes has ours too, and it is cargo that says what matches.
 */
import { basename, dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { parseToml } from '../../shared/toml.js';
import type { PlanContext } from '../../toolchain.js';

/** A TOML string or array: cargo splits the former at spaces. */
const list = z.catch(z.optional(z.union([z.string(), z.array(z.string())])), undefined);
const table = z.catch(z.optional(z.looseObject({ rustflags: list, target: list })), undefined);
const configToml = z.looseObject({
  build: table,
  target: z.catch(z.optional(z.record(z.string(), table)), undefined),
});

export interface AddedFlags {
  /** For cargo's command line. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const NONE: AddedFlags = { args: [], env: {} };

/** @param workspace workspace-relative directory that cargo is started in */
export function addRustflags(flags: readonly string[], workspace: string, context: PlanContext): AddedFlags {
  const { env } = context;
  if (flags.length === 0) return NONE;
  const { CARGO_ENCODED_RUSTFLAGS: encoded, RUSTFLAGS: plain } = env;
  if (encoded !== undefined) return encodedFlags(encoded === '' ? [] : encoded.split('\x1f'), flags);
  if (plain !== undefined) return encodedFlags(splitAtSpaces(plain), flags);
  const files = cargoConfigurations(workspace, context);
  return { args: tables(files).flatMap((one) => configuring(one, flags)), env: intoVariables(flags, env) };
}

function encodedFlags(theirs: readonly string[], ours: readonly string[]): AddedFlags {
  return { args: [], env: { CARGO_ENCODED_RUSTFLAGS: [...theirs, ...ours].join('\x1f') } };
}

function splitAtSpaces(text: string): string[] {
  return text.split(/\s+/).filter((flag) => flag !== '');
}

interface Config extends z.infer<typeof configToml> {
  /** What relative paths in it are relative to. */
  readonly folder: string;
}

/** Nearest first, CARGO_HOME's last. What cargo cannot read it reports itself. */
export function cargoConfigurations(workspace: string, { env, place, read }: PlanContext): Config[] {
  if (place === undefined || read === undefined) return [];
  const { HOME = '', USERPROFILE = HOME, CARGO_HOME = join(USERPROFILE, '.cargo') } = env;
  const folders = [...above(join(place, workspace)).map((folder) => join(folder, '.cargo')), CARGO_HOME];
  return [...new Set(folders)].flatMap((folder) => {
    const path = join(folder, 'config.toml');
    const text = read(join(folder, 'config')) ?? read(path);
    if (text === undefined) return [];
    try {
      return [{ ...parseToml({ path, text }, configToml), folder: dirname(folder) }];
    } catch {
      return [];
    }
  });
}

/**
 * What cargo compiles for where it is not told: only a run knows what the environment, and files outside the
 * repository, say.
 */
export function configuredTriple(workspace: string, context: PlanContext): string | undefined {
  const { CARGO_BUILD_TARGET: asked } = context.env;
  const [triple, ...others] = [
    asked ??
      cargoConfigurations(workspace, context).find(({ build }) => build?.target !== undefined)?.build?.target,
  ].flat();
  if (triple === undefined || triple === '' || triple === 'host-tuple' || others.length > 0) return undefined;
  return triple.endsWith('.json') ? basename(triple, '.json') : triple;
}

function above(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...above(parent)];
}

interface Flags {
  /** As a dotted TOML key. */
  readonly key: string;
  /** Set where the user wrote a string, which only a string can replace. */
  readonly text?: string;
}

function tables(files: readonly Config[]): Flags[] {
  const keys = new Set(files.flatMap(({ target }) => Object.keys(target ?? {})));
  const targets = [...keys].flatMap((key) => {
    const flags = files.map(({ target }) => target?.[key]?.rustflags).find((found) => found !== undefined);
    return flags === undefined ? [] : [flagsAt(`target.${JSON.stringify(key)}.rustflags`, flags)];
  });
  return [flagsAt('build.rustflags', files.map(({ build }) => build?.rustflags).find(Boolean)), ...targets];
}

function flagsAt(key: string, flags: string | readonly string[] | undefined): Flags {
  return typeof flags === 'string' ? { key, text: flags } : { key };
}

/** A JSON string is a TOML string. */
function configuring({ key, text }: Flags, flags: readonly string[]): string[] {
  // NB a string is split at spaces: a flag that has one cannot be said there.
  const added = text === undefined ? flags : flags.filter((flag) => !/\s/.test(flag));
  const value = text === undefined ? JSON.stringify(added) : JSON.stringify([text, ...added].join(' '));
  return ['--config', `${key}=${value}`];
}

/** `CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS` is a `target.*.rustflags` too. */
function intoVariables(flags: readonly string[], env: PlanContext['env']): Record<string, string> {
  const added = flags.filter((flag) => !/\s/.test(flag));
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      /^CARGO_(?:TARGET_\w+|BUILD)_RUSTFLAGS$/.test(name) && value !== undefined
        ? [[name, [value, ...added].join(' ')]]
        : [],
    ),
  );
}
