/**
 * Scripts that download the archive for a machine, compare its digest with the one that is written in them,
 * and put the programs into a folder. Whoever trusts the script trusts the archive. The scripts are files of
 * their own, `installers/install.*`; a release only changes the values at their top.
 */
import { type Shipped, systemOf } from '../model/shipping.js';
import powershellScript from './installers/install.ps1?raw';
import shellScript from './installers/install.sh?raw';

export interface Installable {
  /** Name of the archive. */
  readonly file: string;
  readonly platform: string;
  /** What the toolchain calls the platform. */
  readonly target?: string | undefined;
  readonly sha256: string;
}

export interface Installer {
  readonly shipped: Shipped;
  readonly programs: readonly string[];
  readonly archives: readonly Installable[];
  /** Where the archives are; absent: whoever installs says so. */
  readonly baseUrl?: string | undefined;
}

interface Choice {
  readonly os: string;
  readonly cpu: string;
  readonly archive: Installable;
}

/** What each system takes: its own, else one that runs there all the same. */
function choicesFor(archives: readonly Installable[]): Choice[] {
  const described = archives.map((archive) => ({ archive, ...systemOf(archive.platform) }));
  const pick = (os: string, cpu: string, isMusl?: boolean) =>
    described.find((one) => one.os === os && one.cpu === cpu && (isMusl ?? one.isMusl) === one.isMusl)
      ?.archive;
  const cpus = (os: string) => [
    ...new Set(described.flatMap((one) => (one.os === os ? (one.cpu ?? []) : []))),
  ];
  const choice = (os: string, cpu: string, archive: Installable | undefined): Choice[] =>
    archive === undefined ? [] : [{ os, cpu, archive }];
  return [
    ...cpus('linux').flatMap((cpu) => [
      ...choice('linux', cpu, pick('linux', cpu, false) ?? pick('linux', cpu)),
      ...choice('linux-musl', cpu, pick('linux', cpu, true) ?? withoutGlibc(pick('linux', cpu))),
    ]),
    ...choice('darwin', 'x64', pick('darwin', 'x64') ?? pick('darwin', 'universal')),
    ...choice(
      'darwin',
      'arm64',
      pick('darwin', 'arm64') ?? pick('darwin', 'universal') ?? pick('darwin', 'x64'),
    ),
    ...choice('windows', 'x64', pick('windows', 'x64')),
    ...choice('windows', 'arm64', pick('windows', 'arm64') ?? pick('windows', 'x64')),
  ];
}

/** A program that is linked against it does not start where there is none. */
function withoutGlibc(archive: Installable | undefined): Installable | undefined {
  return archive?.target?.includes('-linux-gnu') ? undefined : archive;
}

/** POSIX sh. */
export function shellInstaller({ shipped, programs, archives, baseUrl = '' }: Installer): string {
  const cases = choicesFor(archives)
    .filter(({ os }) => os !== 'windows')
    .map(
      ({ os, cpu, archive }) => `    ${os}-${cpu}) file=${quote(archive.file)} sha256=${archive.sha256} ;;`,
    );
  return withRelease(shellScript, [
    `name=${quote(shipped.name)}`,
    `version=${quote(shipped.version)}`,
    `from=${quote(baseUrl)}`,
    `programs=${quote(programs.join(' '))}`,
    '',
    '# Sets file and sha256 to the archive for the system $1.',
    'choose_archive() {',
    '  case $1 in',
    ...cases,
    '    *) return 1 ;;',
    '  esac',
    '}',
  ]);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Windows PowerShell 5.1, which every Windows has, and later ones. */
export function powershellInstaller({ shipped, programs, archives, baseUrl = '' }: Installer): string {
  const table = choicesFor(archives)
    .filter(({ os }) => os === 'windows')
    .map(({ cpu, archive }) => `  '${cpu}' = @(${single(archive.file)}, '${archive.sha256}')`);
  return withRelease(powershellScript, [
    `$name = ${single(shipped.name)}`,
    `$version = ${single(shipped.version)}`,
    `$baseUrl = ${single(baseUrl)}`,
    `$programs = @(${programs.map((program) => single(`${program}.exe`)).join(', ')})`,
    '$archives = @{',
    ...table,
    '}',
  ]);
}

function single(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The script with these lines in place of those between its two marks. */
function withRelease(script: string, lines: readonly string[]): string {
  return script.replace(/^# <release>\n.*^# <\/release>\n/ms, () => `${lines.join('\n')}\n`);
}
