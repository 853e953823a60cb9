# A stand-in for nixpkgs on machines that cannot have it: the names that the library uses, real derivations, the host's tools.
#
# tools: { cargo, go, nodejs, python3, … } = folders with a bin/; versions: those of some of them; programs: where each of the base is; libraries: { openssl, … } = the
# pkg-config files that make up a library; mirror: folder of downloads, named by their hash.
{
  system ? "x86_64-linux",
  tools ? { },
  versions ? { },
  libraries ? { },
  programs ? { },
  mirror ? null,
  overlays ? [ ],
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    mapAttrs
    ;
  lib = rec {
    inherit (builtins)
      mapAttrs
      attrNames
      attrValues
      listToAttrs
      filter
      map
      elem
      concatMap
      isFunction
      concatStringsSep
      ;
    optional = c: x: if c then [ x ] else [ ];
    optionalAttrs = c: x: if c then x else { };
    optionalString = c: s: if c then s else "";
    makeBinPath = ps: concatStringsSep ":" (map (p: "${p}/bin") ps);
    makeLibraryPath = ps: concatStringsSep ":" (map (p: "${p}/lib") ps);
    escapeShellArg = s: "'${builtins.replaceStrings [ "'" ] [ "'\\''" ] (toString s)}'";
    escapeShellArgs = l: concatStringsSep " " (map escapeShellArg l);
    licenses = mapAttrs (_: spdxId: { inherit spdxId; }) {
      mit = "MIT";
      asl20 = "Apache-2.0";
    };
    platforms.all = [ system ];
    version = "stand-in";
  };

  # Like a stdenv: a shell's ordinary programs, a C compiler and make. What else a build needs it must ask for, as with the real one.
  base = derivation {
    name = "stand-in-base";
    inherit system;
    builder = "/bin/bash";
    PATH = "/usr/bin:/bin";
    args = [
      "-ec"
      "mkdir -p $out/bin; ${
        concatStringsSep "; " (map (name: "ln -s ${programs.${name}} $out/bin/${name}") (attrNames programs))
      }; exit 0"
    ];
  };
  setup = builtins.toFile "setup" ''
    export HOME=$NIX_BUILD_TOP SOURCE_DATE_EPOCH=''${SOURCE_DATE_EPOCH:-315532800} TERM=dumb PKG_CONFIG_LIBDIR=
    # as with the real one, the first of the list is found first
    inputs=
    use() {
      local i
      for i in "$@"; do
        inputs=$inputs$i/bin:
        [ ! -d $i/lib/pkgconfig ] || PKG_CONFIG_LIBDIR=$i/lib/pkgconfig:$PKG_CONFIG_LIBDIR
        [ ! -e $i/nix-support/setup-hook ] || . $i/nix-support/setup-hook
        [ ! -e $i/nix-support/propagated-build-inputs ] || use $(cat $i/nix-support/propagated-build-inputs)
      done
    }
    use ''${depsBuildBuild:-} ''${nativeBuildInputs:-} ''${buildInputs:-} ''${propagatedBuildInputs:-}
    PATH=$inputs$PATH
    # NB "! program" does not end a script when it should, whatever set -e says; this does.
    not() { if "$@"; then echo "should have failed: $*" >&2; exit 1; fi; }
    exitHooks=() failureHooks=()
    runHook() {
      local hooks=$1Hooks[@] hook
      eval "''${!1:-:}"
      if declare -p $1Hooks > /dev/null 2>&1; then for hook in "''${!hooks}"; do eval "$hook"; done; fi
    }
    phase() { if [ -n "''${!1:-}" ]; then eval "''${!1}"; elif declare -F $1 >/dev/null; then $1; fi; }
    unpackPhase() {
      [ -n "''${src:-}" ] && [ -z "''${dontUnpack:-}" ] || return 0
      if [ -d "$src" ]; then cp -r "$src" source; else mkdir source; tar -xf "$src" -C source --strip-components=1; fi
      chmod -R u+w source; cd source/''${sourceRoot:-.}
    }
    patchPhase() { for i in ''${patches:-}; do patch -p1 < $i; done; }
    configurePhase() { [ ! -x ./configure ] || ./configure --prefix=$out ''${configureFlags:-}; }
    buildPhase() { [ ! -e Makefile ] || make ''${makeFlags:-}; }
    installPhase() { make install ''${makeFlags:-}; }
    fixupPhase() {
      [ -n "''${propagatedBuildInputs:-}" ] || return 0
      mkdir -p $out/nix-support; echo $propagatedBuildInputs > $out/nix-support/propagated-build-inputs
    }
    genericBuild() {
      set -e -o pipefail
      [ -n "''${isLoose:-}" ] || set -u
      trap 'for hook in "''${exitHooks[@]}"; do "$hook"; done' EXIT
      if [ -n "''${buildCommand:-}" ]; then eval "$buildCommand"; return; fi
      for p in ''${phases:-unpackPhase patchPhase configurePhase buildPhase checkPhase installPhase fixupPhase installCheckPhase}; do
        case $p in checkPhase) [ -n "''${doCheck:-}" ] || continue ;; installCheckPhase) [ -n "''${doInstallCheck:-}" ] || continue ;; esac
        h=''${p%Phase}; h=''${h^}; skip=dont$h
        [ -z "''${!skip:-}" ] || continue
        # phases of the caller run their own hooks, as they must with the real one
        [ -n "''${!p:-}" ] || runHook pre$h
        echo "@phase $p"; phase $p
        # an unpackPhase of the caller names the folder
        [ $p != unpackPhase ] || [ -z "''${unpackPhase:-}" ] || cd ''${sourceRoot:-.}
        [ -n "''${!p:-}" ] || runHook post$h
      done
    }
  '';
  stdenvDir = derivation {
    name = "stand-in-stdenv";
    inherit system;
    builder = "/bin/bash";
    PATH = "${base}/bin";
    args = [
      "-ec"
      "mkdir $out; cp ${setup} $out/setup; exit 0"
    ];
  };
  fix =
    f:
    let
      x = f x;
    in
    x;
  mkDerivation =
    given:
    let
      attrs = if builtins.isFunction given then fix given else given;
      drv = derivation (
        (removeAttrs attrs [
          "meta"
          "passthru"
          "env"
        ])
        // (attrs.env or { })
        // {
          inherit system;
          name = attrs.name or "${attrs.pname}-${attrs.version}";
          stdenv = stdenvDir;
          outputs = attrs.outputs or [ "out" ];
          builder = "/bin/bash";
          # `exit 0`: a last process that closes its output and then ends is sometimes taken for a hanging one
          args = [
            "-ec"
            "source $stdenv/setup; genericBuild; exit 0"
          ];
          PATH = "${base}/bin";
        }
      );
    in
    drv
    // (attrs.passthru or { })
    // {
      meta = attrs.meta or { };
      passthru = attrs.passthru or { };
      overrideAttrs = change: mkDerivation (attrs // change attrs);
    }
    // lib.optionalAttrs (attrs ? pname) { inherit (attrs) pname version; };

  hex =
    hash:
    let
      algorithm = builtins.head (builtins.split "[-:]" hash);
    in
    "${algorithm}-${
      builtins.convertHash {
        inherit hash;
        toHashFormat = "base16";
      }
    }";

  pkgs = {
    inherit lib system;
    stdenv = {
      inherit mkDerivation system;
      hostPlatform = {
        inherit system;
        isLinux = true;
        isDarwin = false;
      };
      buildPlatform = {
        inherit system;
      };
      isStandIn = true;
    };
    stdenvNoCC = pkgs.stdenv;
    bash = pkgs.runCommand "bash" { } "mkdir -p $out/bin; ln -s /bin/bash $out/bin/bash; ln -s /bin/bash $out/bin/sh";
    runCommand =
      name: env: buildCommand:
      mkDerivation (env // { inherit name buildCommand; });
    writeText = name: text: pkgs.runCommand name { inherit text; passAsFile = [ "text" ]; } "cp $textPath $out";
    writeShellScriptBin =
      name: text:
      pkgs.runCommand name {
        inherit text;
        passAsFile = [ "text" ];
      } "mkdir -p $out/bin; { echo '#!/bin/bash'; cat $textPath; } > $out/bin/${name}; chmod +x $out/bin/${name}";
    symlinkJoin =
      { name, paths, ... }@given:
      pkgs.runCommand name
        (removeAttrs given [ "name" ])
        "mkdir $out; for p in $paths; do cp -rsf --no-preserve=mode $p/. $out/; done; eval \"\${postBuild:-}\"";
    linkFarm =
      name: entries:
      pkgs.runCommand name { } (
        "mkdir $out\n"
        + concatStringsSep "\n" (
          map (
            e:
            "mkdir -p $(dirname $out/${lib.escapeShellArg e.name}); ln -s ${e.path} $out/${lib.escapeShellArg e.name}"
          ) entries
        )
      );
    mkShell =
      {
        packages ? [ ],
        ...
      }@given:
      mkDerivation (
        removeAttrs given [ "packages" ]
        // {
          name = "shell";
          nativeBuildInputs = packages;
          buildCommand = "mkdir $out";
        }
      );
    # Fixed-output, from the mirror: the network is not to be had, and what the lock names is checked by its hash all the same
    fetchurl =
      {
        url,
        name ? baseNameOf url,
        sha256 ? null,
        sha512 ? null,
        hash ? if sha512 != null then "sha512:${sha512}" else "sha256:${sha256}",
        # https://nixos.org/manual/nixpkgs/stable/#sec-pkgs-fetchers-fetchurl
        downloadToTemp ? false,
        postFetch ? null,
        nativeBuildInputs ? [ ],
      }:
      if postFetch != null then
        mkDerivation {
          inherit name nativeBuildInputs;
          outputHash = hash;
          outputHashAlgo = null;
          outputHashMode = "flat";
          # what is made of a file has its hash, so that the file itself is found by its name
          downloadedFile = "${mirror}/${baseNameOf url}";
          buildCommand = ''
            [ -e $downloadedFile ] || { echo "$downloadedFile is not there: run nix/checks/prepare.mjs" >&2; exit 1; }
            ${postFetch}
          '';
        }
      else
      derivation {
        inherit name system url;
        wanted = hex hash;
        builder = "/bin/bash";
        PATH = "/usr/bin:/bin";
        preferLocalBuild = true;
        outputHash = if sha256 != null then sha256 else hash;
        outputHashAlgo = if sha256 != null then "sha256" else null;
        outputHashMode = "flat";
        args = [
          "-ec"
          "[ -e ${mirror}/${hex hash} ] || { echo '${mirror} has no ${hex hash}: run nix/checks/prepare.mjs' >&2; exit 1; }; cp ${mirror}/${hex hash} $out; exit 0"
        ];
      };
  }
  // mapAttrs (
    name: dir:
    pkgs.runCommand name { } "mkdir -p $out/bin; for f in ${dir}/*; do ln -s $f $out/bin/; done"
    // lib.optionalAttrs (versions ? ${name}) { version = versions.${name}; }
  ) tools
  // mapAttrs (
    name: files: pkgs.runCommand name { } "mkdir -p $out/lib/pkgconfig; cp ${concatStringsSep " " files} $out/lib/pkgconfig/"
  ) libraries;
in
builtins.foldl' (p: o: p // (o pkgs p)) pkgs overlays
