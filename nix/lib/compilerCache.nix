# A package built through sccache or ccache. Off unless called: a folder outside the store decides what is compiled, so it is impure, and needs
# `sandbox = relaxed` or the folder among `extra-sandbox-paths`. Shared dependencies give most of the gain without it.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  need = name: pkgs.${name} or (throw "compilerCache: pkgs has no ${name}");
in
define "compilerCache"
  {
    required = [
      "package"
      # a folder of the machine that builders may write to
      "folder"
    ];
  }
  (
    { package, folder, ... }:
    builtins.trace "polynx: compilerCache: ${folder} is outside the store, this build is impure" (
      internal.variants.apply "compilerCache" package {
        rust = {
          suffix = "-cached";
          nativeBuildInputs = [ (need "sccache") ];
          rustcWrapper = "${need "sccache"}/bin/sccache";
          # A server of its own, which ends soon after: where no sandbox ends it, another build would find it, with a folder for temporary files that is gone.
          prepare = "export SCCACHE_SERVER_PORT=$((10000 + $$ % 50000))\n";
          env = {
            SCCACHE_DIR = folder;
            SCCACHE_IDLE_TIMEOUT = "10";
          };
        };
        universal = {
          suffix = "-cached";
          nativeBuildInputs = [ (need "ccache") ];
          env = {
            CC = "ccache cc";
            CXX = "ccache c++";
            CCACHE_DIR = folder;
          };
        };
      }
    )
  )
