/**
 * Programs for people who have npm: a package per platform, and one that takes the package that fits and
 * starts what is in it.
 */
import { compact } from '../model/compact.js';
import { type Shipped, systemOf } from '../model/shipping.js';
import type { NpmMain, NpmPlatform } from '../model/shipping-jobs.js';
import { bytesOf, type Entry } from './entry.js';
import { tarGz } from './tar-gz.js';

export interface PlatformPackage extends NpmPlatform {
  readonly shipped: Shipped;
}

export interface MainPackage extends NpmMain {
  readonly shipped: Shipped;
  readonly programs: readonly string[];
}

/** https://docs.npmjs.com/cli/v11/configuring-npm/package-json#os */
export function npmPlatformPackage(
  { name, shipped, platform, libc, module }: PlatformPackage,
  binaries: readonly Entry[],
  documents: readonly Entry[],
  time: number,
): Uint8Array {
  const { os, cpu } = nodeSystem(platform);
  const json = {
    name,
    ...aboutOf(shipped),
    os: [os],
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(module === undefined ? { preferUnplugged: true } : { main: module, files: [module] }),
  };
  const files = binaries.map((file) => ({ ...file, path: module ?? `bin/${file.path}` }));
  return tarball(json, [...files, ...documents], time);
}

export function npmMainPackage(
  { name, platforms, shipped, programs }: MainPackage,
  documents: readonly Entry[],
  time: number,
): Uint8Array {
  const json = {
    name,
    ...aboutOf(shipped),
    bin: Object.fromEntries(programs.map((program) => [program, `bin/${program}.js`])),
    optionalDependencies: Object.fromEntries(platforms.map((one) => [one.name, shipped.version])),
  };
  const starters = programs.map((program) => ({
    path: `bin/${program}.js`,
    bytes: bytesOf(starter(program, platforms)),
    isExecutable: true,
  }));
  return tarball(json, [...starters, ...documents], time);
}

function aboutOf({ version, description, license, homepage }: Shipped): object {
  return compact({
    version,
    description,
    license,
    homepage,
  });
}

function tarball(json: object, files: readonly Entry[], time: number): Uint8Array {
  const all = [{ path: 'package.json', bytes: bytesOf(`${JSON.stringify(json, null, 2)}\n`) }, ...files];
  return tarGz({ entries: all.map((entry) => ({ ...entry, path: `package/${entry.path}` })), time });
}

/** As `process.platform` and `process.arch` say it. */
function nodeSystem(platform: string): { os: string; cpu?: string } {
  const { os, cpu } = systemOf(platform);
  return {
    os: os === 'windows' ? 'win32' : os,
    ...(cpu === undefined || cpu === 'universal' ? {} : { cpu }),
  };
}

/** Of several that fit, the one that is for this very C library comes first. */
function starter(program: string, platforms: NpmMain['platforms']): string {
  const table = platforms.map(({ name, platform, libc = '' }) => {
    const { os, cpu = '' } = nodeSystem(platform);
    return [name, os, cpu, libc];
  });
  return `#!/usr/bin/env node
'use strict';
const { spawnSync } = require('node:child_process');

const PROGRAM = ${JSON.stringify(program)};
const PLATFORMS = ${JSON.stringify(table)};

function libcHere() {
  if (process.platform !== 'linux') return '';
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

function find() {
  const here = libcHere();
  const fitting = PLATFORMS.filter(
    ([, os, cpu, libc]) =>
      os === process.platform && (cpu === '' || cpu === process.arch) && (libc === '' || libc === here),
  );
  fitting.sort((a, b) => Number(b[3] === here) - Number(a[3] === here));
  const file = process.platform === 'win32' ? PROGRAM + '.exe' : PROGRAM;
  for (const [name] of fitting) {
    try {
      return require.resolve(name + '/bin/' + file);
    } catch {
      // Not installed: the next one may be.
    }
  }
  const wanted = fitting.length === 0 ? 'There is none for this platform.' : 'Install ' + fitting[0][0] + ', which npm leaves out with --omit=optional.';
  console.error(PROGRAM + ' for ' + process.platform + '-' + process.arch + ' is not installed. ' + wanted);
  process.exit(1);
}

const { status, signal, error } = spawnSync(find(), process.argv.slice(2), { stdio: 'inherit' });
if (error) throw error;
if (signal) process.kill(process.pid, signal);
process.exitCode = status === null ? 1 : status;
`;
}
