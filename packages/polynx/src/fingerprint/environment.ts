/**
 * What about this machine enters a toolchain's keys, as far as no program has to be asked. The fingerprint
 * program prints it, `polynx why` compares it. It imports next to nothing: it is loaded each time Nx hashes.
 */
import { existsSync, readdirSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import type { Digest } from '../adapters/keyed-digest.js';
import { readOwnText } from '../adapters/own-folder.js';
import { type Env, placeOf, read, settingsOf } from '../adapters/tool-settings.js';
import type { DevShell } from '../model/dev-shell.js';
import { GIT, GIT_FACTS, type GitFact } from '../model/git-facts.js';
import { type Identity, isDecisive, WATCHED_ENV } from '../model/identity.js';
import { FINGERPRINTS } from '../model/places.js';

/** Who asks what, from the command line of the fingerprint program. */
export interface FingerprintRequest {
  readonly toolchain: string;
  readonly directory: string;
  readonly pinned: boolean;
  /** What the processor can do counts. */
  readonly cpu: boolean;
  /** Where the repository lies counts. */
  readonly place: boolean;
  readonly probes: readonly (readonly string[])[];
  /** More variables that count; a `*` at either end stands for anything. */
  readonly env: readonly string[];
  /** Variables without which no result is kept. */
  readonly onlyWith: readonly string[];
  /** Tools are asked there, and not on PATH. */
  readonly devShell?: DevShell;
  /** What is asked of git, and then nothing else is asked. */
  readonly facts?: readonly GitFact[];
}

const WORDS = ['pinned', 'cpu', 'place'];
const SHELL = 'shell=';
const ENV = 'env=';
const ONLY = 'only=';
const NAMED = [SHELL, ENV, ONLY];

export function parseRequest([
  toolchain = '',
  directory = '.',
  ...others
]: readonly string[]): FingerprintRequest {
  if (toolchain === GIT)
    return {
      toolchain,
      directory: decodeURIComponent(directory),
      facts: GIT_FACTS.filter((fact) => others.includes(fact)),
      ...{ pinned: false, cpu: false, place: false, probes: [], env: [], onlyWith: [] },
    };
  const named = (word: string) => others.find((argument) => argument.startsWith(word))?.slice(word.length);
  const list = (word: string) => JSON.parse(decodeURIComponent(named(word) ?? '[]')) as string[];
  const shell = named(SHELL);
  return {
    toolchain,
    directory: decodeURIComponent(directory),
    pinned: others.includes('pinned'),
    cpu: others.includes('cpu'),
    place: others.includes('place'),
    probes: others
      .filter((argument) => !WORDS.includes(argument) && !NAMED.some((word) => argument.startsWith(word)))
      .flatMap((argument) => JSON.parse(decodeURIComponent(argument)) as string[][]),
    env: list(ENV),
    onlyWith: list(ONLY),
    ...(shell === undefined ? {} : { devShell: JSON.parse(decodeURIComponent(shell)) as DevShell }),
  };
}

export interface MachineFacts {
  readonly host: string;
  /** Where results depend on it. */
  readonly processor: readonly string[];
  /** `NAME=value`, sorted. */
  readonly environment: readonly string[];
  /** What configuration says outside the inputs. */
  readonly configuration: readonly string[];
}

export function machineFacts(
  identity: Identity,
  { cpu, place, env: more, directory }: Pick<FingerprintRequest, 'cpu' | 'place' | 'env' | 'directory'>,
  { workspaceRoot, env }: { readonly workspaceRoot: string; readonly env: Env },
): MachineFacts {
  const settings = settingsOf(identity, env);
  const environment = [
    ...(place ? [`folder of the workspace=${workspaceRoot}`] : []),
    ...environmentOf(identity, settings, workspaceRoot, more),
  ];
  const configuration = identity.configuration?.(placeOf(workspaceRoot, settings, directory)) ?? [];
  return {
    host: host(),
    processor: processor(cpu, [...environment, ...configuration]),
    environment,
    configuration,
  };
}

/** Without values: they may be secret. */
export function linesOf(
  { host: own, processor: can, environment, configuration }: MachineFacts,
  digest: Digest,
): string[] {
  const hidden = environment.map((line) => {
    const at = line.indexOf('=') + 1;
    return line.slice(0, at) + digest(line.slice(at));
  });
  return [own, ...can, ...hidden, ...configuration.map(digest)];
}

/**
 * What a program answered, without the values that are set. A program that is asked for variables by their
 * names, as `go env` is, answers their values line by line.
 */
export function withoutValues(
  [, ...args]: readonly string[],
  answer: string,
  settings: Env,
  digest: Digest,
): string {
  const names = args.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name));
  if (names.length === 0) return answer;
  const lines = answer.split('\n');
  if (lines.length > names.length) return digest(answer);
  return names
    .map((name, index) => {
      const value = lines[index] ?? '';
      return `${name}=${(settings[name] ?? '') === '' ? value : digest(value)}`;
    })
    .join('\n');
}

function host(): string {
  return `${platform()} ${arch()} ${isMusl() ? 'musl' : 'system libc'}`;
}

/** The dynamic loader tells: a report of the process would cost more than everything else here. */
function isMusl(): boolean {
  if (platform() !== 'linux' || existsSync('/lib64/ld-linux-x86-64.so.2')) return false;
  return existsSync('/lib') && readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}

/** Compilers that are told `native` ask the processor what it can do. */
function processor(cpu: boolean, lines: readonly string[]): string[] {
  const native = cpu || lines.some((line) => /(?:cpu|march|mtune)=native\b/.test(line));
  if (!native) return [];
  const can = /^(?:flags|Features)\s*:.*$/m.exec(read('/proc/cpuinfo') ?? '')?.[0] ?? '';
  return [`${cpus()[0]?.model} ${can}`];
}

function environmentOf(
  identity: Identity,
  settings: Env,
  workspaceRoot: string,
  more: readonly string[],
): string[] {
  const learnt = (readOwnText(workspaceRoot, WATCHED_ENV) ?? '').split('\n');
  const decisive = { ...identity, env: [...identity.env, ...more, ...learnt.filter(Boolean)] };
  return Object.keys(settings)
    .filter((name) => settings[name] !== undefined && isDecisive(name, decisive))
    .sort()
    .map((name) => `${name}=${settings[name]}`);
}

/**
 * Where the answers of the tools are left for `polynx why`, which cannot ask the past: by what was asked, in
 * which environment, and on which PATH, since that decides who answers.
 */
export function answerFile(
  args: readonly string[],
  lines: readonly string[],
  env: Env,
  digest: Digest,
): string {
  return `${FINGERPRINTS}/${digest([...args, ...lines, env['PATH'] ?? ''].join('\n'))}`;
}
