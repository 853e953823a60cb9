# Whether a locked package is of this platform: esbuild, swc, Nx and others have one for each, of which npm and pnpm install one.
# https://docs.npmjs.com/cli/configuring-npm/package-json#os, #cpu, #libc
{ pkgs, internal, ... }:
let
  inherit (internal.util) hasPrefix removePrefix;
  inherit (builtins)
    elem
    filter
    elemAt
    match
    ;
  processors = {
    x86_64 = "x64";
    aarch64 = "arm64";
    i686 = "ia32";
    armv6l = "arm";
    armv7l = "arm";
    riscv64 = "riscv64";
    powerpc64le = "ppc64";
    s390x = "s390x";
  };
  parts = match "([^-]+)-(linux|darwin)" pkgs.stdenv.hostPlatform.system;
  # what there is no name for is taken whatever its platform
  isKnown = parts != null && processors ? ${elemAt parts 0};
  ours = {
    os = elemAt parts 1;
    cpu = processors.${elemAt parts 0};
    libc = if pkgs.stdenv.hostPlatform.isMusl or false then "musl" else "glibc";
  };
  fits =
    field: listed:
    let
      refused = map (removePrefix "!") (filter (hasPrefix "!") listed);
      wanted = filter (one: !(hasPrefix "!" one)) listed;
    in
    !(elem ours.${field} refused) && (wanted == [ ] || elem "any" wanted || elem ours.${field} wanted);
in
# { os, cpu, libc } = lists, [ ]: any
one: !isKnown || (fits "os" one.os && fits "cpu" one.cpu && (ours.os != "linux" || fits "libc" one.libc))
