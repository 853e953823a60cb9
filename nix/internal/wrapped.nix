# A package whose programs find the named packages' programs on PATH. A plain script, so that it needs no makeWrapper.
{ pkgs, ... }:
let
  wrapped =
    package: runtimeDeps:
    let
      path = builtins.concatStringsSep ":" (map (one: "${one}/bin") runtimeDeps);
      passthru =
        (package.passthru or { })
        // {
          unwrapped = package;
        }
        // (if (package.passthru or { }).polynx or { } ? vary then { inherit polynx; } else { });
      # a variant finds the same programs
      polynx = package.passthru.polynx // {
        vary = changes: wrapped (package.passthru.polynx.vary changes) runtimeDeps;
      };
    in
    pkgs.runCommand "${package.name}-wrapped" { } ''
      mkdir -p $out
      for one in ${package}/*; do [ "''${one##*/}" = bin ] || ln -s $one $out/; done
      mkdir -p $out/bin
      for one in ${package}/bin/*; do
        printf '#!%s\nexport PATH=%s''${PATH:+:$PATH}\nexec -a "$0" %s "$@"\n' ${pkgs.bash}/bin/bash ${path} $one > $out/bin/''${one##*/}
        chmod +x $out/bin/''${one##*/}
      done
    ''
    // passthru
    // {
      inherit passthru;
      inherit (package) meta;
    };
in
wrapped
