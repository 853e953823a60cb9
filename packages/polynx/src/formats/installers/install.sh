#!/bin/sh
# Installs the programs of one release:
#   sh THIS-FILE [--to FOLDER] [--from URL]
# FOLDER is ~/.local/bin by default. An archive whose SHA-256 is not the one below is not installed.
# All commands are in functions, so that a script which was downloaded halfway does nothing.
set -eu

# <release>
# Stands for a release, so that this file is a valid script. polynx replaces the lines between the two marks.
name='tool'
version='1.0.0'
from='https://downloads.example'
programs='tool'

# Sets file and sha256 to the archive for the system $1.
choose_archive() {
  case $1 in
    linux-x64) file='tool-1.0.0-linux-x64.tar.gz' sha256=0000000000000000000000000000000000000000000000000000000000000000 ;;
    *) return 1 ;;
  esac
}
# </release>

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# Sets file and sha256 to the archive for this machine.
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
  choose_archive "$os-$cpu" || fail "There is no $name $version for $(uname -s) on $(uname -m)."
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
  to=${HOME:-}/.local/bin
  while [ $# -gt 0 ]; do
    [ $# -gt 1 ] || fail "Usage: sh $name-installer.sh [--to FOLDER] [--from URL]"
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
  download "${from%/}/$file" "$scratch/$file" || fail "$file could not be downloaded from $from"
  found=$(digest "$scratch/$file")
  [ "$found" = "$sha256" ] || fail "$file is not what was published: its SHA-256 is $found and not $sha256. Nothing was installed."
  mkdir "$scratch/content"
  unpack "$scratch/$file" "$scratch/content"
  mkdir -p "$to"
  for program in $programs; do
    # Copied beside its place and renamed: a program that runs cannot be written over, but it can be replaced.
    cp "$scratch"/content/*/"$program" "$to/.$program.$$"
    chmod 755 "$to/.$program.$$"
    mv -f "$to/.$program.$$" "$to/$program"
    printf '%s\n' "$to/$program"
  done
  case :$PATH: in
    *:"$to":*) ;;
    *) printf '%s\n' "$to is not on PATH: add it." ;;
  esac
}

install_programs "$@"
