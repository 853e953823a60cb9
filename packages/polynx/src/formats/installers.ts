/**
 * Scripts that download the archive which fits, compare its digest with the one that is written in them, and put the programs into a folder. Whoever trusts
 * the script trusts the archive.
 */
import { type Shipped, systemOf } from '../model/shipping.js';

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

/** POSIX sh. All of it is in functions, so that half a download does nothing. */
export function shellInstaller({ shipped, programs, archives, baseUrl = '' }: Installer): string {
  const { name, version } = shipped;
  const cases = choicesFor(archives)
    .filter(({ os }) => os !== 'windows')
    .map(
      ({ os, cpu, archive }) => `    ${os}-${cpu}) file=${quote(archive.file)} sha256=${archive.sha256} ;;`,
    );
  return `#!/bin/sh
# Installs ${name} ${version}:
#   sh ${name}-installer.sh [--to FOLDER] [--from URL]
# FOLDER is ~/.local/bin where nothing is said. Nothing is installed whose SHA-256 is not the one that is written here.
set -eu

from=${quote(baseUrl)}
programs=${quote(programs.join(' '))}

fail() {
  printf '%s\\n' "$*" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# Sets file and sha256 to what fits this machine.
choose() {
  case $(uname -s) in
    Linux) if has ldd && ldd --version 2>&1 | grep -qi musl; then os=linux-musl; else os=linux; fi ;;
    Darwin) os=darwin ;;
    *) os=other ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) cpu=x64 ;;
    aarch64 | arm64) cpu=arm64 ;;
    i386 | i686) cpu=ia32 ;;
    armv7*) cpu=arm ;;
    ppc64le) cpu=ppc64 ;;
    loongarch64) cpu=loong64 ;;
    *) cpu=$(uname -m) ;;
  esac
  case $os-$cpu in
${cases.join('\n')}
    *) fail "There is no ${name} ${version} for $(uname -s) on $(uname -m)." ;;
  esac
}

download() {
  if has curl; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  elif has wget; then
    wget -q -O "$2" "$1"
  else
    fail 'Neither curl nor wget is installed.'
  fi
}

digest() {
  if has sha256sum; then
    sha256sum "$1"
  elif has shasum; then
    shasum -a 256 "$1"
  elif has openssl; then
    openssl dgst -sha256 -r "$1"
  else
    fail 'Neither sha256sum, shasum nor openssl is installed: what was downloaded cannot be checked.'
  fi | cut -d ' ' -f 1
}

unpack() {
  case $1 in
    *.tar.gz) tar -xzf "$1" -C "$2" ;;
    *.tar.zst) zstd -dcq "$1" | tar -xf - -C "$2" ;;
    *.zip) unzip -q "$1" -d "$2" ;;
  esac
}

install_programs() {
  to=\${HOME:-}/.local/bin
  while [ $# -gt 0 ]; do
    [ $# -gt 1 ] || fail 'Usage: sh ${name}-installer.sh [--to FOLDER] [--from URL]'
    case $1 in
      --to) to=$2 ;;
      --from) from=$2 ;;
      *) fail "Unknown option $1. Known: --to FOLDER, --from URL" ;;
    esac
    shift 2
  done
  [ -n "$from" ] || fail 'Say where to download from: --from URL'
  choose
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  download "\${from%/}/$file" "$scratch/$file" || fail "$file could not be downloaded from $from"
  found=$(digest "$scratch/$file")
  [ "$found" = "$sha256" ] || fail "$file is not what was published: its SHA-256 is $found and not $sha256. Nothing was installed."
  mkdir "$scratch/content"
  unpack "$scratch/$file" "$scratch/content"
  mkdir -p "$to"
  for program in $programs; do
    # Beside its place first: a program that runs cannot be written over, but it can be replaced.
    cp "$scratch"/content/*/"$program" "$to/.$program.$$"
    chmod 755 "$to/.$program.$$"
    mv -f "$to/.$program.$$" "$to/$program"
    printf '%s\\n' "$to/$program"
  done
  case :$PATH: in
    *:"$to":*) ;;
    *) printf '%s\\n' "$to is not on PATH: add it." ;;
  esac
}

install_programs "$@"
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Windows PowerShell 5.1, which every Windows has, and later ones. */
export function powershellInstaller({ shipped, programs, archives, baseUrl = '' }: Installer): string {
  const { name, version } = shipped;
  const table = choicesFor(archives)
    .filter(({ os }) => os === 'windows')
    .map(({ cpu, archive }) => `  '${cpu}' = @(${single(archive.file)}, '${archive.sha256}')`);
  return `# Installs ${name} ${version}:
#   powershell -ExecutionPolicy Bypass -File ${name}-installer.ps1 [-To FOLDER] [-From URL]
# Nothing is installed whose SHA-256 is not the one that is written here.
param(
  [string]$To = (Join-Path $env:LOCALAPPDATA ${single(`Programs\\${name}`)}),
  [string]$From = ${single(baseUrl)}
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
# Windows PowerShell draws a bar that takes longer than the download.
$ProgressPreference = 'SilentlyContinue'

$archives = @{
${table.join('\n')}
}
$programs = @(${programs.map((program) => single(`${program}.exe`)).join(', ')})

if ($From -eq '') { throw 'Say where to download from: -From URL' }
# A 32-bit PowerShell says x86 on any processor, and the real one in the second variable.
$machine = if ($env:PROCESSOR_ARCHITEW6432) { $env:PROCESSOR_ARCHITEW6432 } else { $env:PROCESSOR_ARCHITECTURE }
$cpu = switch ($machine) { 'AMD64' { 'x64' } 'ARM64' { 'arm64' } default { $machine } }
if (-not $archives.ContainsKey($cpu)) { throw "There is no ${name} ${version} for Windows on $machine." }
$file, $sha256 = $archives[$cpu]

[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$scratch = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory -Path $scratch | Out-Null
try {
  $archive = Join-Path $scratch $file
  Invoke-WebRequest -UseBasicParsing -Uri ($From.TrimEnd('/') + '/' + $file) -OutFile $archive
  $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $archive).Hash.ToLowerInvariant()
  if ($found -ne $sha256) { throw "$file is not what was published: its SHA-256 is $found and not $sha256. Nothing was installed." }
  $content = Join-Path $scratch 'content'
  New-Item -ItemType Directory -Path $content | Out-Null
  if ($file.EndsWith('.zip')) { Expand-Archive -LiteralPath $archive -DestinationPath $content }
  else {
    & tar -xf $archive -C $content
    if ($LASTEXITCODE -ne 0) { throw "$file could not be unpacked." }
  }
  New-Item -ItemType Directory -Path $To -Force | Out-Null
  foreach ($program in $programs) {
    $built = Get-ChildItem -Path $content -Recurse -Filter $program | Select-Object -First 1
    Copy-Item -LiteralPath $built.FullName -Destination (Join-Path $To $program) -Force
    Write-Output (Join-Path $To $program)
  }
  if (($env:PATH -split ';') -notcontains $To) { Write-Output "$To is not on PATH: add it." }
} finally {
  Remove-Item -LiteralPath $scratch -Recurse -Force
}
`;
}

function single(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
