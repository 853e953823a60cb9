/**
 * `node fingerprint.js <toolchain> <directory> [pinned] [cpu] [probes]` prints what about this machine decides the toolchain's results: host, environment, settings,
 * version. Nx runs it once for all tasks and hashes the text. It must start fast, so it imports next to nothing; and it never fails: a missing tool is a constant, so
 * that a machine without it can still take artifacts from a cache.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { arch, cpus, homedir, platform } from 'node:os';
import { type Identity, isDecisive, WATCHED_ENV } from '../model/identity.js';

const [id = '', directory = '.', ...others] = process.argv.slice(2);
const WORDS = ['pinned', 'cpu'];
const pinned = others.includes('pinned');
const further = others
  .filter((argument) => !WORDS.includes(argument))
  .flatMap((argument) => JSON.parse(decodeURIComponent(argument)) as string[][]);
// The folder names are our own: anything else is a caller's mistake.
if (!/^[a-z]+$/.test(id)) throw new Error(`unknown toolchain ${id}`);
const file = new URL(`identity/${id}.js`, import.meta.url).href;
const { identity } = (await import(file)) as { identity: Identity };

const settings = { ...settingsOf(identity), ...process.env };
const probes = [...(isPinned(identity) ? [] : identity.probes), ...further];
const answers = await Promise.all(probes.map((probe) => answer(probe, decodeURIComponent(directory))));
const lines = [...environment(identity), ...outside(identity)];
console.log([host(), ...processor(lines), ...lines, ...answers].join('\n'));

function host(): string {
  return `${platform()} ${arch()} ${isMusl() ? 'musl' : 'system libc'}`;
}

/** The dynamic loader tells: a report of the process would cost more than everything else here. */
function isMusl(): boolean {
  if (platform() !== 'linux' || existsSync('/lib64/ld-linux-x86-64.so.2')) return false;
  return existsSync('/lib') && readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}

/** By a file that is an input itself, or by the environment, which is printed here. */
function isPinned({ pinOverride, pinnedBy }: Identity): boolean {
  if (pinned) return pinOverride === undefined || settings[pinOverride] === undefined;
  if (pinnedBy === undefined) return false;
  return Object.entries(pinnedBy).every(([name, form]) => form.test(settings[name] ?? ''));
}

/** NB the environment wins over the file. */
function settingsOf({ settingsFile }: Identity): Record<string, string> {
  const file = settingsFile?.(process.env, process.platform);
  const text = file === undefined ? undefined : read(file);
  return Object.fromEntries(
    (text ?? '').split('\n').flatMap((line) => {
      const [, name, value = ''] = /^(\w+)=(.*?)\r?$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

/** Compilers that are told `native` ask the processor what it can do. */
function processor(lines: readonly string[]): string[] {
  const native = others.includes('cpu') || lines.some((line) => /(?:cpu|march|mtune)=native\b/.test(line));
  if (!native) return [];
  const can = /^(?:flags|Features)\s*:.*$/m.exec(read('/proc/cpuinfo') ?? '')?.[0] ?? '';
  return [`${cpus()[0]?.model} ${can}`];
}

function environment({ env, ignoredEnv = [] }: Identity): string[] {
  const learnt = (read(WATCHED_ENV) ?? '').split('\n');
  const decisive = { env: [...env, ...learnt.filter(Boolean)], ignoredEnv };
  return Object.keys(settings)
    .filter((name) => isDecisive(name, decisive))
    .sort()
    .map((name) => `${name}=${settings[name]}`);
}

function outside({ configuration }: Identity): readonly string[] {
  return configuration?.({ workspaceRoot: process.cwd(), home: homedir(), env: process.env, read }) ?? [];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function answer([program = '', ...args]: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : `no ${program}`);
    });
  });
}
