/** Nix's command lines, as data. https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-build */
import { OptionsError } from '../../model/errors.js';
import type { Command } from '../../model/task.js';

/** One derivation of the repository's flake. */
export interface Attribute {
  readonly set: 'packages' | 'checks' | 'legacyPackages' | 'images' | 'devShells';
  /** As Nix calls it: `x86_64-linux`. */
  readonly system: string;
  readonly name: string;
  /** Of legacyPackages: the profile that the package is compiled with. */
  readonly variant?: string;
  /** Absolute folder of the flake; the workspace where there is none. */
  readonly flake?: string;
}

export interface Settings {
  /** Seconds for one derivation. */
  readonly timeout: number;
  readonly substituters: readonly string[];
  readonly publicKeys: readonly string[];
}

/** NB strings of an attribute path have no escapes, and `\${` in them would be evaluated. */
export function installable({ set, system, name, variant, flake }: Attribute): string {
  if (!/^[\w-]+$/.test(system))
    throw new OptionsError(`${system} is no system of Nix, such as x86_64-linux.`);
  for (const part of [name, ...(variant === undefined ? [] : [variant])])
    if (part === '' || /["\\]|\$\{|[\n\r\0]/.test(part))
      throw new OptionsError(
        `Nix cannot have an attribute called ${JSON.stringify(part)}; rename the project.`,
      );
  const at =
    flake === undefined ? '.' : `path:${encodeURI(flake).replaceAll('#', '%23').replaceAll('?', '%3F')}`;
  // NB flakes have no set of images: `nix flake check` would complain of one.
  if (set === 'images') return `${at}#legacyPackages.${system}.images."${name}"`;
  return `${at}#${set}.${system}.${variant === undefined ? '' : `profiles."${variant}".`}"${name}"`;
}

function nix(...args: readonly string[]): Command {
  return { program: 'nix', args: [...FEATURES, ...args], cwd: '.' };
}

/** For a Nix that was not told so by its configuration. */
const FEATURES = ['--extra-experimental-features', 'nix-command flakes'];

export const versionCommand: Command = { program: 'nix', args: ['--version'], cwd: '.' };

/** What its configuration says, by option: `{ sandbox: { value } }`. */
export function configCommand(version: NixVersion): Command {
  return isAtLeast(version, [2, 20])
    ? nix('config', 'show', '--json')
    : { program: 'nix', args: [...FEATURES, 'show-config', '--json'], cwd: '.' };
}

/** NB never --accept-flake-config, which is as good as root: https://github.com/NixOS/nix/issues/9649 */
function realising({ timeout, substituters, publicKeys }: Settings): string[] {
  return [
    // A cache that is down must not fail what can be built.
    '--fallback',
    ...['--option', 'connect-timeout', '5'],
    ...['--option', 'timeout', String(timeout)],
    ...(substituters.length === 0 ? [] : ['--option', 'extra-substituters', substituters.join(' ')]),
    ...(publicKeys.length === 0 ? [] : ['--option', 'extra-trusted-public-keys', publicKeys.join(' ')]),
  ];
}

/**
 * A cache that does not answer is not waited for: Nix's own patience is five attempts of five minutes each.
 */
const IMPATIENT = ['connect-timeout 5', 'stalled-download-timeout 5', 'download-attempts 1'].flatMap(
  (one) => ['--option', ...one.split(' ')],
);

/** What the flake pins is not changed by a build. */
const LOCKED = '--no-update-lock-file';
const STRUCTURED = ['--log-format', 'internal-json'];

/** Evaluates, and says what would be built: `[{ drvPath, outputs }]`, in the order of the arguments. */
export function planCommand(installables: readonly string[]): Command {
  return nix('build', '--dry-run', '--json', '--no-link', LOCKED, ...STRUCTURED, '--', ...installables);
}

/** Packages of the nixpkgs that the flake pins. NB a name is part of an installable. */
export function nixpkgsInstallables(names: readonly string[]): string[] {
  return names.map((name) => {
    if (!/^[A-Za-z_][\w.+-]*$/.test(name))
      throw new OptionsError(`${JSON.stringify(name)} is no name of a package of nixpkgs, such as nodejs.`);
    return `nixpkgs#${name}`;
  });
}

/** `nixpkgs` is what the flake's input of that name is locked to. */
const OWN_INPUTS = ['--inputs-from', '.'];

export function planNixpkgsCommand(installables: readonly string[]): Command {
  return nix(
    'build',
    '--dry-run',
    '--json',
    '--no-link',
    ...OWN_INPUTS,
    ...STRUCTURED,
    '--',
    ...installables,
  );
}

export function buildNixpkgsCommand(installables: readonly string[], settings: Settings): Command {
  const options = ['--no-link', '--keep-going', ...OWN_INPUTS, ...STRUCTURED, ...realising(settings)];
  return nix('build', ...options, '--', ...installables);
}

export function buildCommand(installables: readonly string[], settings: Settings): Command {
  return nix(
    ...['build', '--json', '--no-link', '--keep-going', LOCKED, ...STRUCTURED],
    ...realising(settings),
    '--',
    ...installables,
  );
}

/** Builds what is there once more, and compares. */
export function rebuildCommand(installables: readonly string[], settings: Settings): Command {
  return nix(
    ...['build', '--rebuild', '--keep-failed', '--no-link', LOCKED, ...STRUCTURED],
    ...realising(settings),
    '--',
    ...installables,
  );
}

/** The environment of a dev shell as JSON. The profile keeps it from being collected. */
export function devShellCommand(system: string, name: string, profile: string, settings: Settings): Command {
  return nix(
    ...['print-dev-env', '--json', '--profile', profile, LOCKED],
    ...realising(settings),
    '--',
    `path:${installable({ set: 'devShells', system, name })}`,
  );
}

export function flakeCheckCommand(settings: Settings): Command {
  return nix('flake', 'check', '--keep-going', LOCKED, ...STRUCTURED, ...realising(settings));
}

export function invalidCommand(paths: readonly string[]): Command {
  return {
    program: 'nix-store',
    args: ['--check-validity', '--print-invalid', ...paths.map(storePath)],
    cwd: '.',
  };
}

export function infoCommand(paths: readonly string[], version: NixVersion): Command {
  return nix('path-info', '--json', ...jsonForm(version), '--closure-size', '--', ...paths.map(storePath));
}

/** Of all that is in the store. */
export function wholeStoreCommand(version: NixVersion): Command {
  return nix('path-info', '--json', ...jsonForm(version), '--all');
}

/** 2.34 warns where the form is not said, and 2.26 does not know the option. */
function jsonForm(version: NixVersion): string[] {
  return isAtLeast(version, [2, 34]) ? ['--json-format', '1'] : [];
}

/** A link that keeps the path from being collected. */
export function rootCommand(path: string, link: string): Command {
  return {
    program: 'nix-store',
    args: ['--realise', storePath(path), '--add-root', link, '--indirect'],
    cwd: '.',
  };
}

export function parseCommand(files: readonly string[]): Command {
  return { program: 'nix-instantiate', args: ['--parse', ...files.map((file) => `./${file}`)], cwd: '.' };
}

/**
 * Which of these paths a cache has, by `--json` as of `path-info`: null for one that it lacks. NB
 * `--refresh`: Nix remembers answers, the old ones too.
 */
export function heldCommand(url: string, paths: readonly string[], version: NixVersion): Command {
  return nix(
    ...['path-info', '--json', ...jsonForm(version), '--refresh', ...IMPATIENT],
    ...['--store', cacheUrl(url), '--', ...paths.map(storePath)],
  );
}

export function pushCommand(url: string, keyFile: string, paths: readonly string[]): Command {
  const separator = url.includes('?') ? '&' : '?';
  const to = `${cacheUrl(url)}${separator}secret-key=${encodeURIComponent(keyFile).replaceAll('%2F', '/')}&compression=zstd`;
  return nix('copy', '--refresh', ...STRUCTURED, '--to', to, '--', ...paths.map(storePath));
}

export function pullCommand(url: string, publicKeys: readonly string[], paths: readonly string[]): Command {
  const keys = publicKeys.length === 0 ? [] : ['--option', 'extra-trusted-public-keys', publicKeys.join(' ')];
  return nix(
    'copy',
    '--refresh',
    ...STRUCTURED,
    '--from',
    cacheUrl(url),
    ...keys,
    '--',
    ...paths.map(storePath),
  );
}

/** The path of a folder called source with that hash, be it there or not. */
export function fixedPathCommand(narHash: string): Command {
  const hex = Buffer.from(narHash.slice('sha256-'.length), 'base64').toString('hex');
  return {
    program: 'nix-store',
    args: ['--print-fixed-path', '--recursive', 'sha256', hex, 'source'],
    cwd: '.',
  };
}

/** @param folder absolute */
export function addFixedCommand(folder: string): Command {
  return { program: 'nix-store', args: ['--add-fixed', '--recursive', 'sha256', folder], cwd: '.' };
}

/** What has been built so far, its dependencies included: of a derivation, not of its result. */
export function closureCommand(paths: readonly string[]): Command {
  return { program: 'nix-store', args: ['--query', '--requisites', ...paths.map(storePath)], cwd: '.' };
}

export const gcCommand: Command = nix('store', 'gc');
/** What collecting would delete, a path on each line. */
export const deadPathsCommand: Command = {
  program: 'nix-store',
  args: ['--gc', '--print-dead'],
  cwd: '.',
};
export const optimiseCommand: Command = nix('store', 'optimise');
export const formatCommand: Command = nix('fmt');
export const updateCommand: Command = nix('flake', 'update');

/** NB a path comes from a file in the repository: it must not be taken for an option. */
function storePath(path: string): string {
  if (!/^\/[\w./+?=-]+$/.test(path)) throw new OptionsError(`${path} is no path of a Nix store.`);
  return path;
}

const SCHEMES = ['file', 'http', 'https', 's3', 'ssh', 'ssh-ng'];

function cacheUrl(url: string): string {
  const scheme = /^([\w+-]+):\/\//.exec(url)?.[1];
  if (scheme === undefined || !SCHEMES.includes(scheme))
    throw new OptionsError(`${url} is no binary cache; it starts with one of ${SCHEMES.join('://, ')}://.`);
  return url;
}

export type NixVersion = readonly [major: number, minor: number];

/** `nix (Nix) 2.26.3`, `nix (Lix, like Nix) 2.93.0`. */
export function versionOf(text: string): NixVersion | undefined {
  const [, major, minor] = /\)\s+(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

export function isAtLeast([major, minor]: NixVersion, [a, b]: NixVersion): boolean {
  return major > a || (major === a && minor >= b);
}

/** nixpkgs asks for no less, and older ones lack options used here. */
export const OLDEST: NixVersion = [2, 18];
