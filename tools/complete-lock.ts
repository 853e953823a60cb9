/**
 * `npx tsx tools/complete-lock.ts` after an `npm install` against a registry that does not serve the binaries
 * of other platforms: npm then leaves them out of package-lock.json, and `npm ci` refuses the lock. Adds them
 * with the version their parent pins; os and cpu are read off their names.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './paths.js';

interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

function missingEntry(name: string, version: string): Entry {
  const words = name.split(/[-/]/);
  const [cpu, os] = [PROCESSORS, SYSTEMS].map((known) => known.filter((word) => words.includes(word)));
  return {
    version,
    ...(cpu?.length ? { cpu } : {}),
    dev: true,
    optional: true,
    ...(os?.length ? { os } : {}),
  };
}

export function completeLock(file: string): void {
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
  for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      // A range says no version; such packages are no platform binaries.
      if (/^\d/.test(version)) lock.packages[`node_modules/${name}`] ??= missingEntry(name, version);
    }
  }
  const [root, ...others] = Object.entries(lock.packages);
  if (root === undefined) throw new Error(`${file} has no packages`);
  lock.packages = Object.fromEntries([root, ...others.sort(([a], [b]) => (a < b ? -1 : 1))]);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

if (process.argv[1]?.endsWith('complete-lock.ts')) completeLock(join(repository, 'package-lock.json'));
