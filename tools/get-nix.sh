#!/usr/bin/env bash
# A current Nix without root and without an installation, for CI and for developers who have none:
#
#   tools/get-nix.sh DEST [SUITE]      then DEST/bin/nix, nix-build, …
#
# It unpacks the packages of a newer Debian suite (default: trixie, Nix 2.26) from the archive that this machine's apt is configured for,
# and changes nothing outside DEST. Debian 12's own 2.8 is too old for nixpkgs and for crane.
# EXTRA=pkg,pkg unpacks more of the suite into DEST/root.
set -euo pipefail
if [ $# -lt 1 ]; then sed -n '2,9p' "$0"; exit 2; fi
dest=$(realpath -m "$1") suite=${2:-trixie}
if [ "$(uname -m)" != x86_64 ] || ! command -v apt-get >/dev/null; then
  echo "get-nix: this works on x86_64 Debian and its kin only; elsewhere see https://nixos.org/download" >&2; exit 1
fi

# Two callers, one folder: the second waits and finds it ready.
mkdir -p "$dest"; exec 9>"$dest/.lock"; flock 9
if [ -x "$dest/bin/nix" ] && [ "$(cat "$dest/.suite" 2>/dev/null)" = "$suite ${EXTRA:-}" ]; then "$dest/bin/nix" --version; exit 0; fi

work=$dest/.apt root=$dest/root
rm -rf "$work" "$root" "${dest:?}/bin"
mkdir -p "$work"/{lists/partial,archives/partial,parts} "$dest/bin" "$root"
: > "$work/status"
# shellcheck disable=SC2016 # apt-get fills REPO_URI in.
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 -E '/debian/?$')
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main" > "$work/sources.list"
options=(-qq
  -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts="$work/parts"
  -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status"
  -o Dir::Cache::archives="$work/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
  -o Debug::NoLocking=1 -o APT::Sandbox::User= -o APT::Install-Recommends=false)
apt-get "${options[@]}" update
# "git-": what the machine has already is not fetched again.
IFS=, read -ra extra <<<"${EXTRA:-}"
apt-get "${options[@]}" -y --download-only install nix-bin patchelf "${extra[@]}" git- >/dev/null
for package in "$work"/archives/*.deb; do dpkg-deb -x "$package" "$root"; done

# Nix starts itself again as the build hook, so its own interpreter must be the newer one: ld.so on the command line is not enough.
libraries=$root/usr/lib/x86_64-linux-gnu loader=$root/usr/lib64/ld-linux-x86-64.so.2
for program in nix patchelf; do
  cp -f "$root/usr/bin/$program" "$dest/bin/$program"
  "$loader" --library-path "$libraries" "$root/usr/bin/patchelf" --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$dest/bin/$program"
done
for name in build store shell instantiate prefetch-url; do ln -sf nix "$dest/bin/nix-$name"; done
rm -rf "$work"
echo "$suite ${EXTRA:-}" > "$dest/.suite"
"$dest/bin/nix" --version
