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
          env = {
            POLYNX_RUSTC_WRAPPER = "${need "sccache"}/bin/sccache";
            SCCACHE_DIR = folder;
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
