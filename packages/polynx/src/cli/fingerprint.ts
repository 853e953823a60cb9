/**
 * `node fingerprint.js <toolchain> <directory> [pinned] [probes]` prints what about this machine decides the toolchain's results: host, environment, version. Nx runs
 * it once for all tasks and hashes the text. It must start fast, so it imports next to nothing; and it never fails: a missing tool is a constant, so that a
 * machine without it can still take artifacts from a cache.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Identity } from '../model/identity.js';

const [id = '', directory = '.', ...others] = process.argv.slice(2);
const pinned = others.includes('pinned');
const further = others
  .filter((argument) => argument !== 'pinned')
  .flatMap((argument) => JSON.parse(decodeURIComponent(argument)) as string[][]);
// The folder names are our own: anything else is a caller's mistake.
if (!/^[a-z]+$/.test(id)) throw new Error(`unknown toolchain ${id}`);
const file = new URL(`identity/${id}.js`, import.meta.url).href;
const { identity } = (await import(file)) as { identity: Identity };

const settings = { ...settingsOf(identity), ...process.env };
const probes = [...(isPinned(identity) ? [] : identity.probes), ...further];
const answers = await Promise.all(probes.map((probe) => answer(probe, decodeURIComponent(directory))));
console.log([host(), ...environment(identity), ...answers].join('\n'));

function host(): string {
  return `${process.platform} ${process.arch} ${isMusl() ? 'musl' : 'system libc'}`;
}

/** The dynamic loader tells: a report of the process would cost more than everything else here. */
function isMusl(): boolean {
  if (process.platform !== 'linux' || existsSync('/lib64/ld-linux-x86-64.so.2')) return false;
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
  if (file === undefined || !existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8').split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value = ''] = /^(\w+)=(.*?)\r?$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

function environment({ env, ignoredEnv = [] }: Identity): string[] {
  const names = new Set(env.filter((name) => !name.endsWith('*')));
  const prefixes = env.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  const matches = (name: string) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
  return Object.keys(settings)
    .filter((name) => matches(name) && !ignoredEnv.includes(name))
    .sort()
    .map((name) => `${name}=${settings[name]}`);
}

function answer([program = '', ...args]: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : `no ${program}`);
    });
  });
}
